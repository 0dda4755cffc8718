import type { LiveMigrations, MigrationFile, MigrationReport, MigrationTool } from "../../shared/migrations.ts";
import type { ExpectedTable } from "./expected-tables.ts";
import { isLiveKind, liveProblems } from "./live-problems.ts";
import { liveState } from "./live-state.ts";
import { missingTables } from "./missing-tables.ts";
import type { Planned, ReplayOptions } from "./replay/define.ts";
import { planPlainSql } from "./replay/plain-sql.ts";
import type { Directory, Standing, Tool } from "./tools/define.ts";
import { TOOLS } from "./tools/index.ts";

/** What is known of a database: its facts, its rows alone, why it could not be seen, or nothing. */
export type Database =
  | { kind: "live"; facts: LiveMigrations }
  | { kind: "rows"; rows: string[] }
  | { kind: "unseen"; reason: string }
  | { kind: "none" };

/**
 * Everything that the files of a migrations' directory say, and where the database stands. Nothing in them is run.
 * Undefined where `tool` is not given and no tool recognises the files. `directory` is the path that they are relative to:
 * Django names tables after it where the files do not say more.
 */
export function readMigrations(
  files: MigrationFile[],
  options: { tool?: MigrationTool; database?: Database; directory?: string } = {},
): MigrationReport | undefined {
  const tool = options.tool === undefined ? recognise(files) : toolNamed(options.tool);
  if (tool === undefined) return undefined;
  return report(tool, tool.read(files, options.directory ?? ""), options.database ?? { kind: "none" });
}

/** The same report about another database, the files not read again. */
export function withDatabase(read: MigrationReport, database: Database): MigrationReport {
  const tool = toolNamed(read.tool);
  return tool === undefined ? read : report(tool, read, database);
}

/** The tool whose directory this is; undefined where none is recognised. */
export function recogniseTool(files: MigrationFile[]): MigrationTool | undefined {
  return recognise(files)?.tool;
}

/**
 * What to run for the schema that these files make, or why that cannot be. Without a tool they are taken for plain SQL, run by
 * name.
 */
export function planReplay(files: MigrationFile[], tool: MigrationTool | undefined, options: ReplayOptions): Planned {
  const known = tool === undefined ? undefined : toolNamed(tool);
  return known === undefined ? planPlainSql(files, options) : known.replay(files, options);
}

/**
 * Where a database with these rows stands, what would run on it, and which tables are proven to be missing among `relations`,
 * which holds all that are there of those that the migrations name.
 */
export function standingAt(
  read: MigrationReport,
  rows: string[],
  relations: LiveMigrations["relations"],
): Standing & { pending: string[]; missing: ExpectedTable[] } {
  const tool = toolNamed(read.tool);
  if (tool === undefined) return { state: "unknown", reason: "the tool is not known", pending: [], missing: [] };
  const standing = tool.standing(read, rows, undefined);
  return { ...standing, pending: tool.pending(read, rows), missing: missingTables(tool, read, rows, relations) };
}

/** The revisions that a database with these rows has applied, in the order of the report's revisions. */
export function appliedRevisions(read: MigrationReport, rows: string[]): string[] {
  return toolNamed(read.tool)?.applied(read, rows) ?? [];
}

function report(tool: Tool, directory: Directory, database: Database): MigrationReport {
  const { revisions, heads, bases, branchPoints, mergePoints, tables, columns, checksums, unread } = directory;
  const rows = rowsOf(database);
  return {
    tool: tool.tool,
    ...{ revisions, heads, bases, branchPoints, mergePoints, tables, columns, checksums, unread },
    problems: [...directory.problems.filter(({ kind }) => !isLiveKind(kind)), ...liveProblems(directory, database)],
    versionRows: tool.versionRows(directory),
    pending: rows === undefined ? [] : pendingOf(tool, directory, rows, database),
    live: liveState(tool, directory, database),
  };
}

function pendingOf(tool: Tool, directory: Directory, rows: string[], database: Database): string[] {
  const [failed] = database.kind === "live" ? database.facts.failed : [];
  if (failed === undefined || rows.length > 0 || tool.pendingAfter === undefined) return tool.pending(directory, rows);
  return tool.pendingAfter(directory, failed);
}

function rowsOf(database: Database): string[] | undefined {
  if (database.kind === "rows") return database.rows;
  return database.kind === "live" ? database.facts.rows : undefined;
}

function recognise(files: MigrationFile[]): Tool | undefined {
  const scores = TOOLS.map((tool) => ({ tool, score: tool.recognise(files) }));
  const best = Math.max(0, ...scores.map(({ score }) => score));
  return best === 0 ? undefined : scores.find(({ score }) => score === best)?.tool;
}

function toolNamed(name: MigrationTool): Tool | undefined {
  return TOOLS.find(({ tool }) => tool === name);
}
