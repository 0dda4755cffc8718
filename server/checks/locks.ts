import { factsOf } from "../../shared/facts.ts";
import { plural } from "../../shared/words.ts";
import { confirmed, defineCheck, refuted } from "./define.ts";
import { list } from "./words.ts";

export const locks = defineCheck({
  id: "locks",
  title: "Nobody waits for a lock",
  why: "Asks pg_blocking_pids who waits for whom at this moment. A migration that waits for a long transaction makes every later query of the table wait behind it. What waited earlier and is done can't be seen.",
  suspicion: (question) => `sessions of ${question.environment} wait for locks`,
  read: factsOf.locks,
  judgeFacts: (facts, question) => {
    if (facts.blocked.length === 0) {
      return refuted(
        `No session of ${question.environment} waits for a lock at the time of the look.`,
        "pg_locks shows no waiting",
      );
    }
    const blockers = facts.blockers.map(
      ({ pid, application, user, state, query }) => `${application || user} (pid ${pid}, ${state}): "${query}"`,
    );
    return confirmed(
      `${plural(facts.blocked.length, "session")} of ${question.environment} ${facts.blocked.length === 1 ? "waits" : "wait"} for a lock that is held by ${list(blockers, 3)}.`,
      `${plural(facts.blocked.length, "session")} blocked by ${plural(facts.blockers.length, "session")}`,
    );
  },
});
