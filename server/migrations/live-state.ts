import type { LiveMigrations, MigrationReport } from "../../shared/migrations.ts";
import { list, plural } from "../../shared/words.ts";
import { expectedTables } from "./expected-tables.ts";
import { absentTables } from "./missing-tables.ts";
import type { Database } from "./read-migrations.ts";
import type { Directory, Standing, Tool } from "./tools/define.ts";

/** Where a database stands, with its rows; null where none was asked for. */
export function liveState(tool: Tool, directory: Directory, database: Database): MigrationReport["live"] {
  if (database.kind === "none") return null;
  if (database.kind === "unseen") return { state: "unknown", rows: [], reason: database.reason };
  if (database.kind === "rows") {
    return { ...tool.standing(directory, database.rows, undefined), rows: database.rows };
  }
  const { facts } = database;
  return { ...standingOf(tool, directory, facts), rows: facts.rows };
}

function standingOf(tool: Tool, directory: Directory, facts: LiveMigrations): Standing {
  if (facts.rows.length === 0 && facts.failed.length === 0) return withoutRows(facts);
  if (facts.tool !== null && facts.tool !== tool.tool) {
    const reason = `${facts.table} is a table of ${facts.tool}, and the directory is one of ${tool.tool}`;
    return { state: "unknown", reason };
  }
  const standing = tool.standing(directory, facts.rows, facts);
  return standing.state === "at-head" ? withTables(tool, directory, facts, standing) : standing;
}

function withoutRows({ table, userTables }: LiveMigrations): Standing {
  const where = table === null ? "there is no version table" : `${table} holds no row`;
  if (userTables === 0) return { state: "empty", reason: `${where}, and the database has no tables` };
  const reason = `${where}, and the database has ${plural(userTables, "table")}: they were made without the migrations, or the record of them is lost`;
  return { state: "unstamped", reason };
}

/** At the head of the migrations says nothing about the tables: they are looked for one by one. */
function withTables(tool: Tool, directory: Directory, facts: LiveMigrations, standing: Standing): Standing {
  if (facts.relations.length === 0 && facts.userTables > 0) return standing;
  const applied = tool.applied(directory, facts.rows);
  const missing = absentTables(expectedTables(directory, applied, tool.pending(directory, [])), facts.relations);
  if (missing.length === 0) return standing;
  const names = missing.map(({ schema, table, revision }) => {
    return `${schema === null ? "" : `${schema}.`}${table} (created in ${revision})`;
  });
  const reason = `every revision counts as applied, and ${plural(missing.length, "table that they create is", "tables that they create are")} not there: ${list(names, 5)}${unless(directory, applied)}`;
  return { state: "stamped-but-missing", reason };
}

/** Lines that were not read may have dropped a table; only a person can tell. */
function unless({ unread }: Directory, applied: string[]): string {
  const lines = unread.filter(
    ({ revision, reason }) => applied.includes(revision) && !reason.startsWith("runs only if"),
  );
  if (lines.length === 0) return "";
  return `; ${plural(lines.length, "line")} of the applied revisions could not be read and may have to do with it`;
}
