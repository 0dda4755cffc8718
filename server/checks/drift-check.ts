import { type Facts, factsOf } from "../../shared/facts.ts";
import { capitalize, plural } from "../../shared/words.ts";
import { confirmed, defineCheck, refuted, type Verdict } from "./define.ts";
import { objectList } from "./drift/object-list.ts";
import { list } from "./words.ts";

export const drift = defineCheck({
  id: "drift",
  title: "Schema agrees with the reference",
  why: "Compares the catalogue of an environment with that of the reference environment. Missing means: the reference has it and this database does not. Where the migrations are plain SQL, a database is also compared with what its applied migrations make in an empty one. Drift alone is no cause: a difference that no error touches is listed for follow-up.",
  suspicion: (question) => `the schema of ${question.environment} differs from its reference`,
  read: factsOf.drift,
  judgeFacts: (facts, question) => {
    const { missing, extra, different, reference, isNarrow } = facts;
    if (facts.scope !== undefined) return ofMigrations(question.environment, facts);
    const scope = isNarrow ? "tables and columns by name and type" : "the whole catalogue";
    const total = missing.length + extra.length + different.length;
    if (total === 0) {
      return refuted(
        `The schema of ${question.environment} agrees with that of ${reference} (${scope}).`,
        `no difference in ${scope}`,
      );
    }
    return confirmed(
      `The schema of ${question.environment} differs from that of ${reference} in ${plural(total, "object")}. ${partsOf(facts)}.`,
      plural(total, "difference"),
    );
  },
});

/** `Missing here: …; only here: …; different: …`. */
function partsOf({ missing, extra, different }: Facts<"drift">): string {
  const parts = [
    missing.length > 0 ? `missing here: ${objectList(missing)}` : "",
    extra.length > 0 ? `only here: ${objectList(extra)}` : "",
    different.length > 0 ? `different: ${objectList(different)}` : "",
  ];
  return capitalize(parts.filter((part) => part !== "").join("; "));
}

/** Compared with what its own applied migrations make in an empty database, within names of the failure. */
function ofMigrations(environment: string, facts: Facts<"drift">): Verdict {
  const total = facts.missing.length + facts.extra.length + facts.different.length;
  const names = facts.scope === undefined || facts.scope.length === 0 ? "everything" : list(facts.scope);
  if (total === 0) {
    const statement = `What the applied migrations of ${environment} make of ${names} is there as they make it.`;
    return refuted(statement, "no difference in what was compared");
  }
  const statement = `The database of ${environment} is not what its applied migrations make: ${plural(total, "object")} ${total === 1 ? "differs" : "differ"}. ${partsOf(facts)}.`;
  return confirmed(statement, plural(total, "difference"));
}
