import { factsOf } from "../../shared/facts.ts";
import { confirmed, defineCheck, refuted } from "./define.ts";
import { asked, hint } from "./words.ts";

export const constraint = defineCheck({
  id: "constraint",
  title: "Constraint exists and holds",
  why: "Looks for a constraint, or a unique index that acts as one, and whether it was validated against the rows that were there before. NOT VALID constraints hold for new rows only; a constraint missing here but present elsewhere lets other data in.",
  suspicion: (question) =>
    `constraint ${asked(question, "constraint", "name")} is missing or not validated in ${question.environment}`,
  read: factsOf.constraint,
  isAbsence: true,
  judgeFacts: (facts, question) => {
    const name = `Constraint ${asked(question, "constraint", "name")}`;
    const { environment } = question;
    if (!facts.exists) {
      return confirmed(
        `${name} is absent from ${environment}.${hint(facts.nearNames)}`,
        "neither pg_constraint nor a unique index has this name",
      );
    }
    if (facts.isValidated === false) {
      return confirmed(
        `${name} of ${environment} is not validated: older rows may break it.`,
        "the catalogue marks it as not valid",
      );
    }
    return refuted(
      `${name} of ${environment} holds on ${facts.table ?? "its table"}: ${facts.definition ?? facts.type ?? "constraint"}.`,
      "it exists and is validated",
    );
  },
});
