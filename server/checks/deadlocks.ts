import { factsOf } from "../../shared/facts.ts";
import { confirmed, defineCheck, refuted } from "./define.ts";
import { count } from "./words.ts";

export const deadlocks = defineCheck({
  id: "deadlocks",
  title: "Deadlocks were counted",
  why: "Reads the database's deadlock counter. It counts since the statistics were last reset, so it proves that deadlocks happen, not when: compare two looks, or the times of 40P01 in the logs.",
  suspicion: (question) => `transactions of ${question.environment} run into deadlocks`,
  read: factsOf.deadlocks,
  judgeFacts: (facts, question) => {
    const since = facts.since === null ? "since its statistics began" : `since ${facts.since}`;
    const text = `Database ${facts.database} of ${question.environment} counted ${count(facts.count, "deadlock")} ${since}.`;
    const reason = `pg_stat_database.deadlocks = ${facts.count} ${since}`;
    return facts.count > 0 ? confirmed(text, reason) : refuted(text, reason);
  },
});
