/** Migration tools whose directories and tables Plumbline reads. */
export const MIGRATION_TOOLS = [
  "alembic",
  "flyway",
  "prisma",
  "knex",
  "golang-migrate",
  "django",
  "rails",
  "node-pg-migrate",
  "typeorm",
] as const;
export type MigrationTool = (typeof MIGRATION_TOOLS)[number];

/** Those whose migrations can be plain SQL, which is all that is ever run; the others' are programs. */
export const SQL_MIGRATION_TOOLS: readonly MigrationTool[] = [
  "flyway",
  "prisma",
  "golang-migrate",
  "node-pg-migrate",
  "rails",
];

export const MIGRATION_STATES = [
  "empty",
  "unstamped",
  "at-head",
  "behind",
  "ahead",
  "unknown-revision",
  "multiple-heads",
  "stamped-but-missing",
  "unknown",
] as const;
export type MigrationState = (typeof MIGRATION_STATES)[number];

/** One migration as read from its file, nothing executed. */
export type Revision = {
  revision: string;
  down: string[];
  dependsOn: string[];
  branchLabels: string[];
  file: string;
};

/** What a revision does to a table, as far as reading goes. */
export type TableOperation = {
  op: "create" | "drop" | "rename";
  table: string;
  schema: string | null;
  /** New name of a rename, else null. */
  to: string | null;
  /** The schema that a table moves to; null where it stays. */
  toSchema: string | null;
  revision: string;
  /** Columns that a create names, in its order. */
  columns: string[];
  /** Counts from 1. */
  line: number;
  /** Whether it runs only under a condition that cannot be read from the file. */
  isConditional: boolean;
};

/** What a revision does to a column of a table that is there already. */
export type ColumnOperation = {
  op: "add" | "drop" | "rename";
  table: string;
  schema: string | null;
  column: string;
  /** New name of a rename, else null. */
  to: string | null;
  revision: string;
  line: number;
  isConditional: boolean;
};

/** A file of a migrations' directory as it lies there. `path` is relative to the directory, with `/`. */
export type MigrationFile = { path: string; content: Uint8Array };

/** What a database says about its migrations: `rows` are applied, `failed` begun and not ended. */
export type LiveMigrations = {
  tool: MigrationTool | null;
  /** schema.table that holds the rows; null where there is none. */
  table: string | null;
  rows: string[];
  failed: string[];
  /** Tables of people, the version table left out. */
  userTables: number;
  /** Everything that can be read like a table; empty where it was not looked at. */
  relations: { schema: string; name: string }[];
  /** What the tool remembers of each applied file, by row; only tools that do. */
  checksums: Record<string, string>;
};

/** What `plumbline check migrations --format json` prints. */
export type MigrationReport = {
  tool: MigrationTool;
  revisions: Revision[];
  heads: string[];
  bases: string[];
  branchPoints: string[];
  mergePoints: string[];
  tables: TableOperation[];
  /** Columns of tables that are there already; those of a new table are in `tables`. */
  columns: ColumnOperation[];
  /** What each file's tool would keep as its checksum, by revision; only tools that keep one. */
  checksums: Record<string, string>;
  unread: { revision: string; line: number; reason: string }[];
  problems: { kind: string; revision: string; message: string }[];
  /** What the version table holds once everything is applied. */
  versionRows: string[];
  /** What the tool would run from the live rows or `--current`, in order. */
  pending: string[];
  live: { state: MigrationState; rows: string[]; reason: string } | null;
};

/** What the migrations say about one table: the answer to "relation X is missing, the database is at these rows". */
export type TableHistory = {
  /** Revisions that create it, or rename another table to it, in the order in which they run. */
  createdIn: string[];
  /** Whether the last of these is applied; null where no revision creates it or the rows are not known. */
  isApplied: boolean | null;
  /** Revisions still to run that create it. */
  pendingIn: string[];
  /** The revision after which it is gone, and whether that one is applied. */
  droppedIn: { revision: string; isApplied: boolean } | null;
  renamedTo: { table: string; schema: string | null; revision: string; isApplied: boolean } | null;
  /** No revision creates it, and everything could be read. */
  isNeverCreated: boolean;
  /** Revisions that might create it: what they do could not be read whole. */
  unreadMightCreate: string[];
};
