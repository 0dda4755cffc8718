import type { Question } from "../../shared/check.ts";
import { type Facts, factsOf } from "../../shared/facts.ts";
import { plural } from "../../shared/words.ts";
import { confirmed, defineCheck, refuted, unseen, type Verdict } from "./define.ts";

/** A request that works leaves its transaction within this time; longer means that nobody closes it. */
const LEAK_SECONDS = 10;
/** So many at the same moment are no chance. */
const LEAK_SESSIONS = 3;

export const sessions = defineCheck({
  id: "sessions",
  title: "Sessions do not hold transactions open",
  why: "Reads what the sessions of the database do. Sessions that sit idle in transaction hold a pool's connections (and locks) without working: a leak. Few sessions while the pool reports exhaustion point at the pool or the event loop instead. Literals of queries are masked. Other roles' sessions show their state only to pg_read_all_stats.",
  suspicion: (question) => suspicionOf(question),
  read: factsOf.sessions,
  judgeFacts: (facts, question) => {
    const longest = facts.longestIdleInTransactionSeconds ?? 0;
    if (facts.idleInTransaction >= LEAK_SESSIONS || (facts.idleInTransaction > 0 && longest >= LEAK_SECONDS)) {
      return leaking(facts, question);
    }
    if (facts.hidden > 0) {
      return unseen(
        suspicionOf(question),
        `the role may not see the state of ${facts.hidden} of ${plural(facts.total, "session")}; grant pg_read_all_stats`,
      );
    }
    return refuted(
      facts.total === 0
        ? `No session of the app is open in ${question.environment}, so none holds a transaction open.`
        : `None of the ${plural(facts.total, "session")} of ${question.environment} holds a transaction open: ${facts.active} active, ${facts.idle} idle, ${facts.idleInTransaction} idle in transaction for a moment.`,
      "no session sits idle in transaction",
    );
  },
});

function suspicionOf(question: Question): string {
  return `sessions of ${question.environment} hold transactions open without working`;
}

function leaking(facts: Facts<"sessions">, question: Question): Verdict {
  const first = facts.holders[0];
  const who = first === undefined ? "" : `, the longest by ${first.application || first.user} after "${first.query}"`;
  const longest = facts.longestIdleInTransactionSeconds ?? 0;
  return confirmed(
    `${facts.idleInTransaction} of ${plural(facts.total, "session")} of ${question.environment} sit idle in transaction, up to ${longest} s${who}.`,
    `${plural(facts.idleInTransaction, "session")} idle in transaction, up to ${longest} s`,
  );
}
