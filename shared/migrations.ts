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
  revision: string;
  columns: string[];
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
  unread: { revision: string; line: number; reason: string }[];
  problems: { kind: string; revision: string; message: string }[];
  /** What the version table holds once everything is applied. */
  versionRows: string[];
  /** What the tool would run from the live rows or `--current`, in order. */
  pending: string[];
  live: { state: MigrationState; rows: string[]; reason: string } | null;
};
