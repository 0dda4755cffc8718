import { statSync } from "node:fs";
import type { Catalog } from "../../shared/catalog.ts";
import type { MigrationTool } from "../../shared/migrations.ts";
import { SECOND } from "../../shared/time.ts";
import { readCatalog } from "../inspect/catalog/read-catalog.ts";
import { openSnapshot } from "../lib/target-database.ts";
import { migrationFiles, replayMigrations } from "../migration-replay.ts";
import { recogniseTool } from "../migrations/read-migrations.ts";

/** Limit of connecting and of reading one catalogue. */
const BUDGET_MS = 20 * SECOND;

/** One side of a comparison: where it comes from, as text for people, and what it holds. */
export type ComparedSide = {
  name: string;
  catalog: Catalog;
  /** What the database is called; undefined where there is none. */
  database?: string;
  /** Set where it was made by running a directory's migrations. */
  replayed?: { tool: MigrationTool | undefined; skipped: string[]; notes: string[] };
};

/**
 * A database by its address, or a directory of SQL migrations, which are run in a scratch database. `option` names the side in
 * messages; an address is never repeated in them, for it can hold a password.
 */
export async function readSide(option: string, given: string, schemas: string[] | undefined): Promise<ComparedSide> {
  return isAddress(given) ? readDatabase(option, given, schemas) : replayDirectory(option, given, schemas);
}

/** Whether this is the address of a database. */
export function isAddress(given: string): boolean {
  return /^postgres(ql)?:\/\//.test(given);
}

/** Whether a directory of this name is there. */
export function isDirectory(given: string): boolean {
  return !/^\w+:\/\//.test(given) && statSync(given, { throwIfNoEntry: false })?.isDirectory() === true;
}

async function readDatabase(option: string, url: string, schemas: string[] | undefined): Promise<ComparedSide> {
  const opened = await openSnapshot(url, { budgetMs: BUDGET_MS });
  if (!opened.ok) {
    throw new Error(
      `${option}: ${opened.fault.reason}. Check the address and that the database can be reached from here.`,
    );
  }
  const { snapshot } = opened;
  try {
    const catalog = await readCatalog(snapshot.client, schemas === undefined ? {} : { schemas });
    const { host, port } = snapshot.client;
    const database = snapshot.currentDatabase;
    return { name: `${database} on ${host}:${port}, ${versionOf(catalog)}`, catalog, database };
  } finally {
    await snapshot.close();
  }
}

async function replayDirectory(
  option: string,
  directory: string,
  schemas: string[] | undefined,
): Promise<ComparedSide> {
  const files = migrationFiles(directory);
  const tool = recogniseTool(files);
  const replayed = await replayMigrations(files, { tool, ...(schemas === undefined ? {} : { schemas }) });
  if (replayed.state === "unknown") throw new Error(`${option}: ${directory} cannot be replayed: ${replayed.reason}.`);
  if (replayed.state === "failed") {
    const { file, line, message } = replayed.failed;
    throw new Error(`${option}: the migrations of ${directory} do not run: ${file}:${line}: ${message}.`);
  }
  const { catalog, skipped } = replayed.expected;
  const count = `${replayed.applied.length} migration${replayed.applied.length === 1 ? "" : "s"}`;
  const name = `${directory}, ${count} replayed on ${versionOf(catalog)}`;
  return { name, catalog, replayed: { tool, skipped, notes: replayed.notes } };
}

function versionOf({ serverVersion }: Catalog): string {
  return `PostgreSQL ${Math.floor(serverVersion / 10_000)}`;
}
