import type { Outcome, Question } from "../../shared/check.ts";
import { type Facts, factsOf } from "../../shared/facts.ts";
import type { MigrationState } from "../../shared/migrations.ts";
import { defineCheck, unseen, type Verdict } from "./define.ts";
import { type Standing, standingOf } from "./migration-state.ts";
import { list } from "./words.ts";

/** What a state says about the suspicion that migrations are missing. */
const OUTCOMES = {
  empty: "confirmed",
  unstamped: "confirmed",
  "at-head": "refuted",
  behind: "confirmed",
  // Normal while an older revision drains: the new code's migrations are there.
  ahead: "refuted",
  "unknown-revision": "confirmed",
  "multiple-heads": "confirmed",
  "stamped-but-missing": "confirmed",
  unknown: "unknown",
} as const satisfies Record<MigrationState, Outcome>;

export const migrations = defineCheck({
  id: "migrations",
  title: "Migrations are applied",
  why: "Reads the version table of the migration tool (recognised by its columns) and compares its rows with the migrations' directory where it was read, else with the reference environment. At head does not prove that the objects exist (a migration inserted behind an applied one never runs), so the tables that applied revisions create are looked for; migrations of plain SQL are run in a scratch database and compared object by object. Ahead is normal while an older revision drains.",
  suspicion: (question) => suspicionOf(question),
  read: factsOf.migrations,
  isAbsence: true,
  judgeFacts: (facts, question) => {
    const standing = standingOf(facts);
    return { ...verdict(facts, standing, question), detail: detailOf(standing) };
  },
});

function suspicionOf(question: Question): string {
  return `migrations are missing from ${question.environment}`;
}

function verdict(facts: Facts<"migrations">, standing: Standing, question: Question): Verdict {
  const where = `The database of ${question.environment}`;
  if (facts.failed.length > 0) {
    const reason = `${facts.tool} marks ${list(facts.failed)} as failed or unfinished`;
    return { outcome: "confirmed", reason, statement: `${where} stopped within a migration: ${reason}.` };
  }
  const at = facts.rows.length === 0 ? "no revision" : list(facts.rows.slice(-5));
  if (standing.state === "unknown" && standing.missing.length > 0) {
    const statement = `${where} is at ${at} and lacks ${list(standing.missing)}, which ${facts.reference} has; which of the two is older the rows do not say.`;
    return { outcome: "confirmed", reason: standing.reason, statement };
  }
  const outcome = OUTCOMES[standing.state];
  if (outcome === "unknown") return unseen(suspicionOf(question), `it is at ${at}; ${standing.reason}`);
  return {
    outcome,
    reason: standing.reason,
    statement: `${where} is ${WORDS[standing.state]} (${at}): ${standing.reason}.`,
  };
}

const WORDS = {
  empty: "empty",
  unstamped: "not stamped by a migration tool",
  "at-head": "at the head of its migrations",
  behind: "behind its migrations",
  ahead: "ahead of the migrations that were read",
  "unknown-revision": "at a revision that nobody knows",
  "multiple-heads": "at several heads at once",
  "stamped-but-missing": "stamped, but objects are missing",
  unknown: "at an unknown place",
} as const satisfies Record<MigrationState, string>;

function detailOf({ state, heads, missing, extra, missingObjects }: Standing): Record<string, unknown> {
  const objects = missingObjects.length === 0 ? {} : { missingObjects };
  return { state, heads, missingRows: missing, extraRows: extra, ...objects };
}
