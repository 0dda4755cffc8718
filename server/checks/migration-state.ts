import type { Facts } from "../../shared/facts.ts";
import type { MigrationState } from "../../shared/migrations.ts";

/** Where a database stands: `missing` and `extra` are revisions compared with the directory, else with the reference. */
export type Standing = { state: MigrationState; reason: string; missing: string[]; extra: string[]; heads: string[] };

/** What the migrations' directory says, where somebody has read it. `known` runs from the base to the head. */
type Directory = { heads: string[]; known: string[] };

type MigrationFacts = Facts<"migrations">;

/** Tools whose table holds only where the database is, not every migration that was applied. */
const POINTER_TOOLS = ["alembic", "golang-migrate"];

/** The state as far as the rows tell. A pointer that merely differs from the reference's is neither ahead nor behind. */
export function standingOf(facts: MigrationFacts, params: Record<string, string>): Standing {
  const directory = { heads: namesIn(params.heads), known: namesIn(params.known) };
  if (facts.rows.length === 0) return withoutRows(facts, directory);
  if (directory.known.length > 0) return byDirectory(facts, directory);
  if (facts.referenceRows !== null) return byReference(facts, facts.referenceRows, directory);
  const why =
    facts.referenceReason === null ? "there is no reference environment" : `of the reference: ${facts.referenceReason}`;
  return standing(
    facts.tool === "alembic" && facts.rows.length > 1 ? "multiple-heads" : "unknown",
    `nothing to compare with, as ${why}`,
    directory,
  );
}

function withoutRows(facts: MigrationFacts, directory: Directory): Standing {
  const missing = directory.known.length > 0 ? directory.known : (facts.referenceRows ?? []);
  const table = facts.table === null ? "there is no version table" : `${facts.table} is empty`;
  const state = facts.userTables === 0 ? "empty" : "unstamped";
  const tables = facts.userTables === 0 ? "no tables" : `${facts.userTables} tables`;
  return { ...standing(state, `${table}, and the database holds ${tables}`, directory), missing };
}

function byDirectory(facts: MigrationFacts, directory: Directory): Standing {
  const { known, heads } = directory;
  const strangers = without(facts.rows, known);
  if (strangers.length > 0) {
    const isAhead = strangers.every((row) => facts.referenceRows?.includes(row) === true);
    const where = isAhead ? "the reference environment has it too" : "no other place knows it";
    const state = isAhead ? "ahead" : "unknown-revision";
    return {
      ...standing(state, `the directory has no ${strangers.join(", ")}; ${where}`, directory),
      extra: strangers,
    };
  }
  const wanted = isPointer(facts) ? heads : known;
  const missing = without(wanted, facts.rows);
  if (missing.length === 0)
    return standing("at-head", "the version table holds what the directory ends with", directory);
  return { ...standing("behind", `not applied: ${missing.join(", ")}`, directory), missing };
}

function byReference(facts: MigrationFacts, referenceRows: string[], directory: Directory): Standing {
  const missing = without(referenceRows, facts.rows);
  const extra = without(facts.rows, referenceRows);
  const difference = { missing, extra };
  const name = facts.reference ?? "the reference";
  if (missing.length === 0 && extra.length === 0)
    return standing("at-head", `it holds the same rows as ${name}`, directory);
  const state = comparedState(facts, referenceRows, difference);
  const reason = `${name} has ${referenceRows.join(", ") || "no row"}, this database ${facts.rows.join(", ")}`;
  const short = isPointer(facts)
    ? reason
    : `${missing.length} of ${name}'s migrations are missing, ${extra.length} are extra`;
  return { ...standing(state, short, directory), ...difference };
}

function comparedState(
  facts: MigrationFacts,
  referenceRows: string[],
  { missing, extra }: { missing: string[]; extra: string[] },
): MigrationState {
  if (facts.tool === "golang-migrate") return Number(facts.rows[0]) < Number(referenceRows[0]) ? "behind" : "ahead";
  if (facts.tool === "alembic") return facts.rows.length > 1 ? "multiple-heads" : "unknown";
  if (extra.length === 0) return "behind";
  return missing.length === 0 ? "ahead" : "unknown";
}

function isPointer(facts: MigrationFacts): boolean {
  return facts.tool !== null && POINTER_TOOLS.includes(facts.tool);
}

function standing(state: MigrationState, reason: string, { heads }: Directory): Standing {
  return { state, reason, missing: [], extra: [], heads };
}

function without(names: string[], others: string[]): string[] {
  const known = new Set(others);
  return names.filter((name) => !known.has(name));
}

function namesIn(text: string | undefined): string[] {
  return (text ?? "")
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
}
