import type { Question } from "../../shared/check.ts";
import { factsOf } from "../../shared/facts.ts";
import { confirmed, defineCheck, refuted } from "./define.ts";
import { asked } from "./words.ts";

export const row = defineCheck({
  id: "row",
  title: "Required row is there and enabled",
  why: "Looks for a row that the application can't work without, such as its system user, and reads flag columns (is_active, disabled, deleted_at …). Row-level security that may hide the row leaves the answer open.",
  suspicion: (question) => `${rowOf(question)} is missing from ${tableOf(question)} or disabled`,
  read: factsOf.row,
  isAbsence: true,
  judgeFacts: (facts, question) => {
    const row = rowOf(question);
    const table = tableOf(question);
    if (!facts.exists) return confirmed(`There is no ${row} in ${table}.`, "the table has no such row");
    if (facts.enabled === false) {
      const flags = Object.entries(facts.flags).map(([name, value]) => `${name} = ${value}`);
      return confirmed(
        `The ${row} is in ${table}, but switched off: ${flags.join(", ")}.`,
        "its flag columns say that it is out of use",
      );
    }
    const state = facts.enabled === true ? " and is enabled" : "";
    return refuted(`The ${row} is in ${table}${state}.`, "the row was read");
  },
});

function tableOf(question: Question): string {
  return `table ${asked(question, "table", "relation")} of ${question.environment}`;
}

/** `row id = system`, from a target such as `users: id = system`. */
function rowOf(question: Question): string {
  const prefix = `${asked(question, "table", "relation")}: `;
  return `row ${question.target.startsWith(prefix) ? question.target.slice(prefix.length) : question.target}`;
}
