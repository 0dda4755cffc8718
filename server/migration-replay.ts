import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import type { Catalog } from "../shared/catalog.ts";
import type { DriftItem } from "../shared/drift.ts";
import type { MigrationFile, MigrationReport, MigrationTool } from "../shared/migrations.ts";
import type { ReplayFailure } from "../shared/replay.ts";
import { compareCatalogs } from "./checks/drift/compare-catalogs.ts";
import { readMigrationDirectory } from "./inspect/migrations/read-directory.ts";
import { type ReplayTarget, replayPlan } from "./inspect/replay/replay-plan.ts";
import { SCRATCH_ROLE, scratchName } from "./inspect/replay/scratch-database.ts";
import { appliedRevisions, type Database, planReplay } from "./migrations/read-migrations.ts";
import { comparable } from "./migrations/replay/comparable.ts";

/** Which migrations are replayed, and for which database. */
export type ReplayWish = ReplayTarget & {
  /** Undefined for a directory of plain SQL. */
  tool: MigrationTool | undefined;
  /** Revisions to run; default: all. */
  revisions?: readonly string[];
  /** Values of placeholders in the files, by name. */
  placeholders?: Record<string, string>;
  /** The schema that names without one go into; default: what the files say, else public. */
  schema?: string;
};

/** The schema that migrations make; `unknown` where it could not be tried, `failed` where they do not run. */
export type Replayed =
  | { state: "unknown"; reason: string }
  | { state: "failed"; applied: string[]; failed: ReplayFailure; notes: string[] }
  | { state: "replayed"; applied: string[]; notes: string[]; expected: Expected };

/** A schema to compare databases with. */
export type Expected = { tool: MigrationTool | undefined; catalog: Catalog; skipped: string[] };

/** The files of a migrations' directory. Rails keeps `structure.sql` beside its folder `migrate`, and it is read too. */
export function migrationFiles(directory: string): MigrationFile[] {
  const files = readMigrationDirectory(directory);
  const structure = join(dirname(resolve(directory)), "structure.sql");
  if (basename(resolve(directory)) !== "migrate" || !existsSync(structure)) return files;
  return [...files, { path: "../structure.sql", content: readFileSync(structure) }];
}

/** Runs migrations of SQL in a scratch database and gives the schema that they make. Never throws. */
export async function replayMigrations(files: MigrationFile[], wish: ReplayWish): Promise<Replayed> {
  const names = { "flyway:user": SCRATCH_ROLE, "flyway:database": scratchName(wish.database) };
  const planned = planReplay(files, wish.tool, {
    placeholders: { ...names, ...wish.placeholders },
    schema: wish.schema,
  });
  if ("refused" in planned) return { state: "unknown", reason: planned.refused };
  if ("failure" in planned) return { state: "failed", applied: [], failed: planned.failure, notes: [] };
  const { steps, schemas } = planned.plan;
  const wanted = wish.revisions === undefined ? undefined : new Set(wish.revisions);
  const plan = {
    schemas,
    steps: steps.filter(({ revision, isCallback }) => isCallback || (wanted?.has(revision) ?? true)),
  };
  const [first] = steps;
  // A dump is one step: with half of what it holds there is nothing to compare.
  if (wish.tool === "rails" && first !== undefined && plan.steps.length === 0) {
    return {
      state: "unknown",
      reason: `${first.file} is the schema of version ${first.revision}, which is not applied`,
    };
  }
  const outcome = await replayPlan(plan, wish);
  if (!outcome.ok) return { state: "unknown", reason: outcome.reason };
  const { applied, failed, notes, skipped, catalog } = outcome;
  if (failed !== null) return { state: "failed", applied, failed, notes };
  if (catalog === undefined) return { state: "unknown", reason: "the scratch database could not be read" };
  return { state: "replayed", applied, notes, expected: { tool: wish.tool, catalog, skipped } };
}

/**
 * What to replay for a database that stands here: what counts as applied, and everything where no row says so. A sentence where
 * that cannot be told.
 */
export function replayWishFor(
  report: MigrationReport,
  database: Database,
  more: Pick<ReplayWish, "placeholders" | "database">,
): ReplayWish | string {
  if (database.kind === "unseen") return database.reason;
  const all = { tool: report.tool, ...more };
  if (database.kind === "none") return all;
  if (database.kind === "rows") return { ...all, revisions: appliedRevisions(report, database.rows) };
  const { rows, failed, table } = database.facts;
  if (failed.length > 0) return `${failed.join(", ")} began and did not end, and what it left behind is not known`;
  const schema = table?.split(".")[0];
  const place = schema === undefined || schema === "public" ? {} : { schema };
  return rows.length === 0 ? { ...all, ...place } : { ...all, ...place, revisions: appliedRevisions(report, rows) };
}

/**
 * What the migrations make and the database does not have at all, tables first; what belongs to a table that is missing goes
 * without saying.
 */
export function missingObjects(drift: readonly DriftItem[]): DriftItem[] {
  const missing = drift.filter(({ kind, change }) => change === "missing" && !NO_OBJECT.includes(kind));
  const tables = missing.filter(({ kind }) => kind === "table");
  const isOf = (item: DriftItem, table: DriftItem) =>
    item.schema === table.schema && item.object.startsWith(`${table.object}.`);
  const others = missing.filter((item) => item.kind !== "table" && !tables.some((table) => isOf(item, table)));
  return [...tables, ...others];
}

const NO_OBJECT = ["grant", "comment", "owner", "default privileges", "database settings", "security label"];

/** How a database differs from what the migrations make: `missing` is what it lacks, `extra` what no migration made. */
export function driftFromExpected({ tool, catalog, skipped }: Expected, live: Catalog): DriftItem[] {
  return compareCatalogs(...comparable(catalog, live, { role: SCRATCH_ROLE, skipped, tool }));
}
