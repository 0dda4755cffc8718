import { factsOf } from "../../shared/facts.ts";
import { confirmed, defineCheck, refuted } from "./define.ts";
import { asked, list } from "./words.ts";

export const index = defineCheck({
  id: "index",
  title: "Index exists and is valid",
  why: "Looks for an index in pg_index and whether it is valid. CREATE INDEX CONCURRENTLY that fails leaves an invalid index behind, which costs every write and helps no query.",
  suspicion: (question) =>
    `an index is missing or invalid in ${question.environment} (${asked(question, "index", "relation", "table")})`,
  read: factsOf.index,
  isAbsence: true,
  judgeFacts: (facts, question) => {
    const { environment } = question;
    const name = question.params.index ?? question.params.name;
    if (facts.invalid.length > 0 && (name === undefined || facts.isValid === false)) {
      return confirmed(`Index ${list(facts.invalid)} of ${environment} is invalid.`, "pg_index marks it as not valid");
    }
    if (name === undefined)
      return refuted(`No invalid index was found in ${environment}.`, "pg_index marks all as valid");
    if (!facts.exists)
      return confirmed(`Index ${name} is absent from ${environment}.`, "pg_index has none of this name");
    return refuted(
      `Index ${name} of ${environment} exists on ${facts.table ?? "its table"} and is valid.`,
      "pg_index marks it as valid",
    );
  },
});
