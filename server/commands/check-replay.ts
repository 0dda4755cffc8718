import type { Catalog } from "../../shared/catalog.ts";
import type { DriftItem } from "../../shared/drift.ts";
import type { MigrationFile, MigrationReport } from "../../shared/migrations.ts";
import type { ReplayReport } from "../../shared/replay.ts";
import { messageOf } from "../lib/errors.ts";
import { driftFromExpected, missingObjects, replayMigrations, replayWishFor } from "../migration-replay.ts";
import type { Database } from "../migrations/read-migrations.ts";
import { readSide } from "./check-side.ts";

export type ReplayRequest = { url: string | undefined; placeholders: Record<string, string> };

/**
 * Runs the migrations of a directory: those that the database counts as applied, and all of them where nothing says which those
 * are. What they make is compared with the database where there is one.
 */
export async function replayReport(
  files: MigrationFile[],
  report: MigrationReport,
  database: Database,
  { url, placeholders }: ReplayRequest,
): Promise<ReplayReport> {
  const live = url === undefined ? undefined : await readLive(url);
  if (typeof live === "string") return notTried(live);
  const wish = replayWishFor(report, database, {
    placeholders,
    ...(live === undefined ? {} : { database: live.database }),
  });
  if (typeof wish === "string") return notTried(wish);
  const replayed = await replayMigrations(files, wish);
  if (replayed.state === "unknown") return notTried(replayed.reason);
  const { applied, notes } = replayed;
  if (replayed.state === "failed") {
    return { state: "failed", applied, failed: replayed.failed, reason: null, notes, drift: [] };
  }
  const drift = live === undefined ? [] : driftFromExpected(replayed.expected, live.catalog);
  const state = live === undefined ? "replayed" : drift.length > 0 ? "drift" : "same";
  return { state, applied, failed: null, reason: null, notes, drift };
}

/** The report of a database that counts as up to date, once a replay has shown that objects of it are not there. */
export function withReplay(report: MigrationReport, { drift }: ReplayReport): MigrationReport {
  const missing = missingObjects(drift);
  if (report.live?.state !== "at-head" || missing.length === 0) return report;
  return { ...report, live: { ...report.live, state: "stamped-but-missing", reason: missingReason(missing) } };
}

/** `every revision counts as applied, and 1 object that they make is not there: table orders` */
function missingReason(missing: DriftItem[]): string {
  const names = missing.map(({ kind, object }) => `${kind} ${object}`);
  const more = names.length > 5 ? ` and ${names.length - 5} more` : "";
  const [noun, verb] = missing.length === 1 ? ["object", "is"] : ["objects", "are"];
  return `every revision counts as applied, and ${missing.length} ${noun} that they make ${verb} not there: ${names.slice(0, 5).join(", ")}${more}`;
}

function notTried(reason: string): ReplayReport {
  return { state: "unknown", applied: [], failed: null, reason, notes: [], drift: [] };
}

/** The database's catalogue and name, or why it cannot be read. */
async function readLive(url: string): Promise<{ catalog: Catalog; database: string } | string> {
  try {
    const { catalog, database = "" } = await readSide("--database", url, undefined);
    return { catalog, database };
  } catch (error) {
    return messageOf(error);
  }
}
