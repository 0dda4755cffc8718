import { factsOf } from "../../shared/facts.ts";
import { confirmed, defineCheck, refuted } from "./define.ts";
import { asked, hint, list } from "./words.ts";

export const functionCheck = defineCheck({
  id: "function",
  title: "Function exists",
  why: "Looks for a function or procedure in pg_proc, in every schema, and for an overload with the arguments of the error. A function that is missing here and present elsewhere usually belongs to an extension that was not installed.",
  suspicion: (question) => `function ${asked(question, "function", "name")} can't be called in ${question.environment}`,
  read: factsOf.function,
  isAbsence: true,
  judgeFacts: (facts, question) => {
    const name = `Function ${asked(question, "function", "name")}`;
    const { environment } = question;
    if (!facts.exists) {
      const reason = "no schema has a function of this name";
      return confirmed(`${name} is absent from ${environment}: ${reason}.${hint(facts.nearNames)}`, reason);
    }
    const overloads = list(facts.signatures.map((signature) => `(${signature})`));
    if (facts.takesArguments === false) {
      return confirmed(
        `${name} exists in ${environment} only with other arguments: ${overloads}.`,
        "no overload takes these arguments",
      );
    }
    if (!facts.inSearchPath) {
      const reason = "the function exists outside the search_path";
      return confirmed(
        `${name} exists in ${environment}, but only in schema ${list(facts.schemas)}, outside the search_path.`,
        reason,
      );
    }
    return refuted(
      `${name} exists in ${environment}, in schema ${list(facts.schemas)}: ${overloads}.`,
      "the function is found through the search_path",
    );
  },
});
