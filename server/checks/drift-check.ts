import { factsOf } from "../../shared/facts.ts";
import { confirmed, defineCheck, refuted } from "./define.ts";
import { count, list } from "./words.ts";

export const drift = defineCheck({
  id: "drift",
  title: "Schema agrees with the reference",
  why: "Compares the catalogue of an environment with that of the reference environment. Missing means: the reference has it and this database does not. Drift alone is no cause: a difference that no error touches is listed for follow-up.",
  suspicion: (question) => `the schema of ${question.environment} differs from its reference`,
  read: factsOf.drift,
  judgeFacts: (facts, question) => {
    const { missing, extra, different, reference, isNarrow } = facts;
    const scope = isNarrow ? "tables and columns by name and type" : "the whole catalogue";
    const total = missing.length + extra.length + different.length;
    if (total === 0) {
      return refuted(
        `The schema of ${question.environment} agrees with that of ${reference} (${scope}).`,
        `no difference in ${scope}`,
      );
    }
    const parts = [
      missing.length > 0 ? `missing here: ${list(missing)}` : "",
      extra.length > 0 ? `only here: ${list(extra)}` : "",
      different.length > 0 ? `different: ${list(different)}` : "",
    ].filter((part) => part !== "");
    return confirmed(
      `The schema of ${question.environment} differs from that of ${reference}: ${parts.join("; ")}.`,
      count(total, "difference"),
    );
  },
});
