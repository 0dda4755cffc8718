import type { Evidence, Incident } from "../../shared/incident.ts";
import type { Inline } from "./document.ts";
import { laterEchoes } from "./later-echoes.ts";

/** The numbers under which a report cites: evidence as E1, E2 …, queries as Q1, Q2 … */
export type Citations = {
  /** In the order of the appendix. */
  evidence: { number: string; evidence: Evidence }[];
  /** Every query or request that ran, each once. */
  queries: { number: string; how: string }[];
  /** ` [E1, E2]`; nothing for ids that are no evidence. */
  cite: (ids: readonly string[]) => Inline[];
  /** `Q3`; undefined for an empty text. */
  queryNumber: (how: string) => string | undefined;
};

/**
 * Numbers all evidence and all queries of an incident. Evidence that several hypotheses share has one number: what says the same as
 * strongly, or the same and is neutral to the later ones.
 */
export function citationsOf(incident: Incident): Citations {
  const later = laterEchoes(incident.hypotheses);
  // What is cited comes before what is only counted, so that the appendix holds it.
  const inOrder = [...incident.hypotheses.filter((hypothesis) => !later.has(hypothesis)), ...later];
  const found = inOrder.flatMap((hypothesis) => hypothesis.evidence);
  const all = [...new Map(found.map((evidence) => [evidence.id, evidence])).values()];
  const firsts = Map.groupBy(all, seenAgainBy);
  const firstOf = (each: Evidence) =>
    firsts.get(seenAgainBy(each))?.find((one) => each.effect === "neutral" || isEquallyStrong(one, each)) ?? each;
  const unique = all.filter((each) => firstOf(each) === each);
  const evidence = unique.map((each, i) => ({ number: `E${i + 1}`, evidence: each }));
  const hows = [...incident.checks.map((check) => check.how), ...unique.map((each) => each.ref.how ?? "")];
  const queries = [...new Set(hows.filter((how) => how !== ""))].map((how, i) => ({ number: `Q${i + 1}`, how }));
  const numberOf = new Map(evidence.map((each) => [each.evidence, each.number]));
  const numbers = new Map(all.map((each) => [each.id, numberOf.get(firstOf(each)) ?? ""]));
  return {
    evidence,
    queries,
    cite: (ids) => {
      const cited = [...new Set(ids.flatMap((id) => numbers.get(id) ?? []))];
      return cited.length === 0 ? [] : [` [${cited.join(", ")}]`];
    },
    queryNumber: (how) => queries.find((query) => query.how === how)?.number,
  };
}

/** What is said and how to see it again: of two groups the same may be said of other entries. */
function seenAgainBy({ statement, ref }: Evidence): string {
  return JSON.stringify([statement, ref]);
}

function isEquallyStrong(one: Evidence, other: Evidence): boolean {
  return one.effect === other.effect && one.weight === other.weight;
}
