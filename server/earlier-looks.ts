import type { Pool } from "pg";
import type { Question } from "../shared/check.ts";
import { HOUR } from "../shared/time.ts";
import type { Ask } from "./diagnose.ts";
import { earliestChecks } from "./store/earlier-checks.ts";

/**
 * A counter is compared with the first look of this whole hour and the one before: a look a minute ago would say little, and one
 * that moves with the clock would make every look a change.
 */
const SPAN = HOUR;

/** Asks with what a counter showed at an earlier look, so that it can be told what was counted since. */
export function sinceEarlierLooks(pool: Pool, ask: Ask, now: () => number): Ask {
  return async (questions) => {
    const counters = questions.filter(({ kind }) => kind === "deadlocks").map(({ id }) => id);
    const earlier = await earliestChecks(pool, counters, Math.floor(now() / SPAN) * SPAN - SPAN);
    const known = new Map(earlier.map((check) => [check.id, check]));
    return ask(questions.map((question) => withEarlier(question, known.get(question.id))));
  };
}

function withEarlier(question: Question, check: { at: string; detail: Record<string, unknown> } | undefined): Question {
  const { count, since } = check?.detail ?? {};
  if (check === undefined || typeof count !== "number") return question;
  const lastSince = typeof since === "string" ? { lastSince: since } : {};
  return { ...question, params: { ...question.params, lastCount: String(count), lastAt: check.at, ...lastSince } };
}
