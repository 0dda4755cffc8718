import type { Facts } from "../../shared/facts.ts";
import type { MigrationState } from "../../shared/migrations.ts";
import { list } from "./words.ts";

/** Where a database stands: `missing` and `extra` are revisions compared with the directory, else with the reference. */
export type Standing = {
  state: MigrationState;
  reason: string;
  missing: string[];
  extra: string[];
  heads: string[];
  /** Objects of applied revisions that are not there. */
  missingObjects: string[];
};

type MigrationFacts = Facts<"migrations">;
type DirectoryFacts = NonNullable<MigrationFacts["directory"]>;

/** Tools whose table holds only where the database is, not every migration that was applied. */
const POINTER_TOOLS = ["alembic", "golang-migrate"];

/** The state as far as rows and files tell. A pointer that merely differs from the reference's is neither ahead nor behind. */
export function standingOf(facts: MigrationFacts): Standing {
  if (facts.rows.length === 0) return withoutRows(facts);
  if (facts.directory !== undefined) return byDirectory(facts, facts.directory);
  if (facts.referenceRows !== null) return byReference(facts, facts.referenceRows);
  const why =
    facts.referenceReason === null ? "there is no reference environment" : `of the reference: ${facts.referenceReason}`;
  return standing(
    facts.tool === "alembic" && facts.rows.length > 1 ? "multiple-heads" : "unknown",
    `nothing to compare with, as ${why}`,
  );
}

function withoutRows(facts: MigrationFacts): Standing {
  const { table, userTables, directory, referenceRows } = facts;
  const where = table === null ? "there is no version table" : `${table} is empty`;
  const state = userTables === 0 ? "empty" : "unstamped";
  const tables = userTables === 0 ? "no tables" : `${userTables} tables`;
  const missing = directory?.pending ?? referenceRows ?? [];
  return { ...standing(state, `${where}, and the database holds ${tables}`), missing, heads: directory?.heads ?? [] };
}

/** A row that only the directory lacks is a newer release's where the reference has it too. */
function byDirectory(facts: MigrationFacts, directory: DirectoryFacts): Standing {
  const { state, reason, heads, pending, missing } = directory;
  const known = { heads, missing: pending, missingObjects: missing };
  if (state === "unknown-revision" && facts.referenceRows !== null && pending.length === 0) {
    const isAhead = facts.rows.every((row) => facts.referenceRows?.includes(row) === true);
    if (isAhead) {
      const words = `the directory does not have all of ${list(facts.rows)}; the reference environment has them too`;
      return { ...standing("ahead", words), ...known };
    }
  }
  if (missing.length === 0) return { ...standing(state, reason), ...known };
  const absent = `of what is applied, ${list(missing)} ${missing.length === 1 ? "is" : "are"} not there`;
  const isWhole = state === "at-head";
  const words = isWhole ? `every revision counts as applied, and ${absent}` : `${reason}; ${absent}`;
  return { ...standing(isWhole ? "stamped-but-missing" : state, words), ...known };
}

function byReference(facts: MigrationFacts, referenceRows: string[]): Standing {
  const missing = without(referenceRows, facts.rows);
  const extra = without(facts.rows, referenceRows);
  const difference = { missing, extra };
  const name = facts.reference ?? "the reference";
  if (missing.length === 0 && extra.length === 0) return standing("at-head", `it holds the same rows as ${name}`);
  const state = comparedState(facts, referenceRows, difference);
  const reason = `${name} has ${referenceRows.join(", ") || "no row"}, this database ${facts.rows.join(", ")}`;
  const short = isPointer(facts)
    ? reason
    : `${missing.length} of ${name}'s migrations are missing, ${extra.length} are extra`;
  return { ...standing(state, short), ...difference };
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

function standing(state: MigrationState, reason: string): Standing {
  return { state, reason, missing: [], extra: [], heads: [], missingObjects: [] };
}

function without(names: string[], others: string[]): string[] {
  const known = new Set(others);
  return names.filter((name) => !known.has(name));
}
