import type { Catalog } from "../../../shared/catalog.ts";
import type { ReplayPlan } from "../../../shared/replay.ts";
import { MINUTE, SECOND } from "../../../shared/time.ts";
import { messageOf } from "../../lib/errors.ts";
import { openSnapshot } from "../../lib/target-database.ts";
import { readCatalog } from "../catalog/read-catalog.ts";
import { type Ran, type RunLimits, runPlan } from "./run-plan.ts";
import { createScratchDatabase, type ScratchDatabase } from "./scratch-database.ts";
import { startScratchServer } from "./scratch-server.ts";

/** Generous for migrations on empty tables, and an end for those that have none. */
const REPLAY_LIMITS: RunLimits = { statementMs: 30 * SECOND, totalMs: 3 * MINUTE, maxBytes: 1024 ** 3 };
/** Limit of reading the catalogue afterwards. */
const READ_MS = 20 * SECOND;

/** `catalog` is what the migrations make, where all of them ran; `ok` is false where nothing could be tried. */
export type ReplayOutcome = (Ran & { ok: true; catalog: Catalog | undefined }) | { ok: false; reason: string };

/** What the replay is for: `database` is what the live one is called, `schemas` those that are compared. */
export type ReplayTarget = { database?: string; schemas?: string[]; limits?: RunLimits };

/**
 * Runs a plan in a database of its own on a server of its own, reads what it made, and throws both away whatever happens.
 * Never throws.
 */
export async function replayPlan(plan: ReplayPlan, target: ReplayTarget = {}): Promise<ReplayOutcome> {
  try {
    const server = await startScratchServer();
    try {
      return await onServer(server.adminUrl, plan, target);
    } finally {
      await server.stop();
    }
  } catch (error) {
    return { ok: false, reason: messageOf(error) };
  }
}

async function onServer(adminUrl: string, plan: ReplayPlan, target: ReplayTarget): Promise<ReplayOutcome> {
  const statements = plan.steps.flatMap((step) => step.statements);
  const scratch = await createScratchDatabase(adminUrl, {
    name: target.database,
    schemas: plan.schemas,
    extensions: statements.flatMap(({ extension }) => extension ?? []),
  });
  try {
    const ran = await runPlan(plan, scratch, target.limits ?? REPLAY_LIMITS);
    if (ran.failed !== null) return { ok: true, ...ran, catalog: undefined };
    return { ok: true, ...ran, catalog: await catalogOf(scratch, target.schemas) };
  } finally {
    await scratch.admin.end();
  }
}

/** Read by the role that the migrations ran as: what they left behind meets no superuser. */
async function catalogOf({ url }: ScratchDatabase, schemas: string[] | undefined): Promise<Catalog> {
  const opened = await openSnapshot(url, { budgetMs: READ_MS });
  if (!opened.ok) throw new Error(`the scratch database could not be read: ${opened.fault.reason}`);
  try {
    return await readCatalog(opened.snapshot.client, schemas === undefined ? {} : { schemas });
  } finally {
    await opened.snapshot.close();
  }
}
