import { factsOf } from "../../shared/facts.ts";
import { confirmed, defineCheck, refuted } from "./define.ts";
import { asked, hint } from "./words.ts";

export const schema = defineCheck({
  id: "schema",
  title: "Schema exists and may be used",
  why: "Looks for a schema in pg_namespace and asks whether the role has USAGE on it. Without USAGE PostgreSQL skips the schema in the search_path without a word, and reports its tables as missing (42P01).",
  suspicion: (question) => `schema ${asked(question, "schema", "name")} can't be used in ${question.environment}`,
  read: factsOf.schema,
  isAbsence: true,
  judgeFacts: (facts, question) => {
    const name = `Schema ${asked(question, "schema", "name")}`;
    const { environment } = question;
    if (!facts.exists) {
      return confirmed(
        `${name} is absent from ${environment}.${hint(facts.nearNames)}`,
        "pg_namespace has no schema of this name",
      );
    }
    if (facts.hasUsage === false) {
      return confirmed(
        `${name} exists in ${environment}, but the role that looks has no USAGE on it.`,
        "the role lacks USAGE on the schema",
      );
    }
    const path = facts.inSearchPath ? "and is in the search_path" : "but is not in the search_path";
    return refuted(
      `${name} exists in ${environment}, may be used, ${path}.`,
      "the schema exists and the role has USAGE",
    );
  },
});
