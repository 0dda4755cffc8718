import { factsOf } from "../../shared/facts.ts";
import { confirmed, defineCheck, refuted } from "./define.ts";
import { asked, hint, list } from "./words.ts";

export const type = defineCheck({
  id: "type",
  title: "Type exists and knows the value",
  why: "Looks for a type in pg_type and, for an enum, for one of its values. Code that is newer than the schema sends enum values that the database does not know yet (22P02).",
  suspicion: (question) => `type ${asked(question, "type", "enum", "name")} does not fit in ${question.environment}`,
  read: factsOf.type,
  isAbsence: true,
  judgeFacts: (facts, question) => {
    const name = asked(question, "type", "enum", "name");
    const { environment } = question;
    if (!facts.exists)
      return confirmed(`Type ${name} is absent from ${environment}.`, "pg_type has no type of this name");
    if (facts.valueExists === false) {
      const value = question.params.value ?? question.params.label ?? "";
      return confirmed(
        `Enum ${name} of ${environment} has no value ${value}; it has ${list(facts.labels, 12)}.${hint(facts.nearNames)}`,
        "pg_enum does not list the value",
      );
    }
    const value =
      facts.valueExists === true ? ` and knows the value ${question.params.value ?? question.params.label}` : "";
    return refuted(`Type ${name} exists in ${environment} (${facts.kind ?? "type"})${value}.`, "pg_type lists it");
  },
});
