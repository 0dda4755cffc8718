import type {
  ColumnOperation,
  LiveMigrations,
  MigrationFile,
  MigrationReport,
  MigrationState,
  MigrationTool,
  Revision,
  TableOperation,
} from "../../../shared/migrations.ts";
import type { ColumnStep, Steps, TableStep } from "../operations.ts";
import type { Replays } from "../replay/define.ts";

/** What a directory of migrations says, whatever any database says. */
export type Directory = Pick<
  MigrationReport,
  | "revisions"
  | "heads"
  | "bases"
  | "branchPoints"
  | "mergePoints"
  | "tables"
  | "columns"
  | "checksums"
  | "unread"
  | "problems"
>;

/** Where a database with these rows stands, before its tables are looked at. */
export type Standing = { state: MigrationState; reason: string };

/** One migration tool: how its directory looks, and how its version table follows from the revisions. */
export type Tool = {
  tool: MigrationTool;
  title: string;
  /** What is read and what decides, for the person who asks. */
  why: string;
  /** How surely these files are a directory of this tool: 0 no, higher is surer. Contents are looked at last. */
  recognise: (files: MigrationFile[]) => number;
  /** `directory` is the path that the files are relative to, as given; only its last names matter. */
  read: (files: MigrationFile[], directory: string) => Directory;
  /** What to run for the schema that the migrations make, or why that cannot be. */
  replay: Replays;
  /** What the version table holds once everything is applied. */
  versionRows: (directory: Directory) => string[];
  /** Every revision that a database with these rows has. */
  applied: (directory: Directory, rows: string[]) => string[];
  /** What the tool would run on a database with these rows, in order. */
  pending: (directory: Directory, rows: string[]) => string[];
  /** The same where a migration failed and the table holds nothing but that one; only tools that keep one row. */
  pendingAfter?: (directory: Directory, failed: string) => string[];
  standing: (directory: Directory, rows: string[], live: LiveMigrations | undefined) => Standing;
};

/** One revision with what it does, before all are put together. */
export type RevisionSteps = { revision: Revision; steps: Steps };

/** Tables, columns and unread lines of revisions in the order in which they run. */
export function gather(list: RevisionSteps[]): Pick<Directory, "tables" | "columns" | "unread"> {
  const tables: TableOperation[] = [];
  const columns: ColumnOperation[] = [];
  const unread: Directory["unread"] = [];
  for (const { revision, steps } of list) {
    const id = revision.revision;
    // Spreading a list of thousands into push would go through the stack.
    for (const step of steps.tables) tables.push(tableOperation(id, step));
    for (const step of steps.columns) columns.push(columnOperation(id, step));
    for (const step of [...steps.unread].sort((a, b) => a.line - b.line)) unread.push({ revision: id, ...step });
  }
  return { tables, columns, unread };
}

function tableOperation(
  revision: string,
  { op, table, schema, to, toSchema, columns, line, isConditional }: TableStep,
): TableOperation {
  return { op, table, schema, to, toSchema, revision, columns, line, isConditional };
}

function columnOperation(
  revision: string,
  { op, table, schema, column, to, line, isConditional }: ColumnStep,
): ColumnOperation {
  return { op, table, schema, column, to, revision, line, isConditional };
}
