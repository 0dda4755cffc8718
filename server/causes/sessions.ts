import type { QuestionContext } from "../../shared/cause.ts";
import type { Check, Question } from "../../shared/check.ts";
import { numberIn } from "./live.ts";
import { ask } from "./words.ts";

/** What most sessions of the database do. `leaking`: they hold transactions open without running anything. */
export type SessionsSeen = "leaking" | "busy" | "calm" | "none";
export type ConnectionsSeen = "full" | "high" | "free";

const FULL_SHARE = 0.95;
const HIGH_SHARE = 0.75;

/** What a sessions check saw; undefined for other checks and where nothing could be seen. */
export function sessionsSeen(check: Check): SessionsSeen | undefined {
  if (check.kind !== "sessions" || check.outcome === "unknown") return undefined;
  if (check.outcome === "confirmed") return "leaking";
  const total = numberIn(check, "total");
  if (total === undefined) return undefined;
  if (total === 0) return "none";
  return (numberIn(check, "active") ?? 0) * 2 >= total ? "busy" : "calm";
}

/** How full the server's connection slots are, the reserved ones taken off; undefined where it was not seen. */
export function connectionsSeen(check: Check): ConnectionsSeen | undefined {
  if (check.kind !== "connections" || check.outcome === "unknown") return undefined;
  if (limitRefused(check) !== undefined) return undefined;
  const used = numberIn(check, "used");
  const max = numberIn(check, "max");
  if (used === undefined || max === undefined) return check.outcome === "confirmed" ? "full" : "free";
  const share = used / Math.max(1, max - (numberIn(check, "reserved") ?? 0));
  if (share >= FULL_SHARE) return "full";
  return share >= HIGH_SHARE ? "high" : "free";
}

/** Whose own limit made the server refuse even the look: a role's or a database's; undefined for any other answer. */
export function limitRefused(check: Check): "role" | "database" | undefined {
  const refusal = check.detail.refusal;
  if (check.kind !== "connections" || typeof refusal !== "string") return undefined;
  const owner = /too many connections for (role|database) /.exec(refusal)?.[1];
  return owner === "role" || owner === "database" ? owner : undefined;
}

/** The question whether all pools of the service together fit into what the database admits. */
export function budgetQuestion(context: QuestionContext): Question {
  const params = { service: context.service, ...context.pool };
  return ask(context, "budget", `connection budget of ${context.service}`, params);
}

/** Whether the service's pools can ask for more connections than there are; undefined where a number is missing. */
export function budgetSeen(check: Check): "too-large" | "fits" | undefined {
  if (check.kind !== "budget" || check.outcome === "unknown") return undefined;
  return check.outcome === "confirmed" ? "too-large" : "fits";
}

/** Whether sessions wait for locks that others hold; undefined where it was not seen. */
export function locksSeen(check: Check): "blocked" | "free" | undefined {
  if (check.kind !== "locks" || check.outcome === "unknown") return undefined;
  return (numberIn(check, "blocked") ?? (check.outcome === "confirmed" ? 1 : 0)) > 0 ? "blocked" : "free";
}

/** Sessions by application and state, for a person to read. */
export const SESSIONS_BY_STATE_SQL =
  "select application_name, usename, state, count(*), max(now() - state_change) as longest from pg_catalog.pg_stat_activity where datname = current_database() group by 1, 2, 3 order by 4 desc;";

/** Sessions that wait for a lock, with those that hold it. */
export const BLOCKERS_SQL =
  "select pid, pg_blocking_pids(pid) as blocked_by, now() - query_start as waiting, left(query, 80) as query from pg_catalog.pg_stat_activity where cardinality(pg_blocking_pids(pid)) > 0;";
