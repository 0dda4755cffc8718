import type { Question } from "../../shared/check.ts";
import { type Facts, factsOf } from "../../shared/facts.ts";
import { plural } from "../../shared/words.ts";
import { confirmed, defineCheck, refuted, unseen, type Verdict } from "./define.ts";

export const deadlocks = defineCheck({
  id: "deadlocks",
  title: "Deadlocks were counted",
  why: "Reads the database's deadlock counter and compares it with an earlier look of the last two hours, where there was one: what it grew by happened in between. A single look counts since the statistics were last reset, so it proves that deadlocks happen, not when. A reset after the onset takes what was counted before it away, and then a zero is unknown.",
  suspicion: (question) => suspicionOf(question),
  read: factsOf.deadlocks,
  judgeFacts: (facts, question) => sinceEarlier(facts, question) ?? sinceReset(facts, question),
});

function suspicionOf({ environment }: Question): string {
  return `transactions of ${environment} run into deadlocks`;
}

/** What was counted since an earlier look; undefined without one, or where the statistics were reset in between. */
function sinceEarlier(facts: Facts<"deadlocks">, { params, environment }: Question): Verdict | undefined {
  const earlier = Number(params.lastCount ?? Number.NaN);
  const isSameCount = (params.lastSince ?? null) === facts.since;
  if (params.lastAt === undefined || !isSameCount || !(facts.count >= earlier)) return undefined;
  const grown = facts.count - earlier;
  const began = `the look at ${params.lastAt}`;
  const reason = `pg_stat_database.deadlocks = ${facts.count}, ${earlier} at ${params.lastAt}`;
  const detail = { grown, lookedAt: params.lastAt };
  const where = `Database ${facts.database} of ${environment}`;
  if (grown > 0)
    return { ...confirmed(`${where} counted ${plural(grown, "deadlock")} since ${began}.`, reason), detail };
  const before =
    facts.count === 0
      ? ""
      : `; ${plural(facts.count, "deadlock")} ${facts.count === 1 ? "was" : "were"} counted before`;
  return { ...refuted(`${where} counted no deadlock since ${began}${before}.`, reason), detail };
}

/** What was counted since the statistics began, or were reset. */
function sinceReset(facts: Facts<"deadlocks">, question: Question): Verdict {
  const since = facts.since === null ? "since its statistics began" : `since ${facts.since}`;
  const text = `Database ${facts.database} of ${question.environment} counted ${plural(facts.count, "deadlock")} ${since}.`;
  const reason = `pg_stat_database.deadlocks = ${facts.count} ${since}`;
  if (facts.count > 0) return confirmed(text, reason);
  const isReset = facts.since !== null && question.params.at !== undefined && facts.since > question.params.at;
  if (!isReset) return refuted(text, reason);
  return unseen(
    suspicionOf(question),
    `the statistics were reset at ${facts.since}, after the onset, and what was counted before is gone`,
  );
}
