import type { Question } from "../../shared/check.ts";
import { factsOf } from "../../shared/facts.ts";
import { confirmed, defineCheck, refuted } from "./define.ts";
import { asked } from "./words.ts";

export const row = defineCheck({
  id: "row",
  title: "Required row is there and enabled",
  why: "Looks for a row that the application can't work without, such as its system user, and reads flag columns (is_active, disabled, deleted_at …). Row-level security that may hide the row leaves the answer open.",
  suspicion: (question) => `${subjectOf(question)} is missing or disabled in ${question.environment}`,
  read: factsOf.row,
  isAbsence: true,
  judgeFacts: (facts, question) => {
    const subject = `${subjectOf(question)} of ${question.environment}`;
    if (!facts.exists) return confirmed(`No ${subject} was found.`, "the table has no such row");
    if (facts.enabled === false) {
      const flags = Object.entries(facts.flags).map(([name, value]) => `${name} = ${value}`);
      return confirmed(
        `The ${subject} exists but is switched off: ${flags.join(", ")}.`,
        "its flag columns say that it is out of use",
      );
    }
    return refuted(`The ${subject} exists${facts.enabled === true ? " and is enabled" : ""}.`, "the row was read");
  },
});

function subjectOf(question: Question): string {
  return `row of table ${asked(question, "table", "relation")} (${question.target})`;
}
