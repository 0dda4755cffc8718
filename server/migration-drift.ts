import { createHash } from "node:crypto";
import { resolve } from "node:path";
import type { Catalog } from "../shared/catalog.ts";
import type { Observation, Question } from "../shared/check.ts";
import type { EnvironmentConfig } from "../shared/config.ts";
import type { DriftItem } from "../shared/drift.ts";
import type { Facts } from "../shared/facts.ts";
import type { MigrationFile, MigrationReport } from "../shared/migrations.ts";
import { SECOND } from "../shared/time.ts";
import { readCatalog } from "./inspect/catalog/read-catalog.ts";
import { messageOf } from "./lib/errors.ts";
import { openSnapshot } from "./lib/target-database.ts";
import {
  driftFromExpected,
  migrationFiles,
  type Replayed,
  type ReplayWish,
  replayMigrations,
  replayWishFor,
} from "./migration-replay.ts";

/** Time for connecting to the database, and for reading its catalogue. */
const BUDGET_MS = 5 * SECOND;
/** A running server waits less for migrations than a person at a terminal does. */
const LIMITS = { statementMs: 10 * SECOND, totalMs: 20 * SECOND, maxBytes: 512 * 1024 * 1024 };
const MOST_KEPT = 8;

/** How a database differs from what its applied migrations make, or why that is not known. */
export type MigrationDrift = { ok: true; items: DriftItem[] } | { ok: false; reason: string };

/** Gives the schema that these migrations make; equal files are run once. */
export type Replay = (files: MigrationFile[], wish: ReplayWish) => Promise<Replayed>;

/**
 * A replay that remembers the last few results by content: a running server asks once a minute, and migrations change with a
 * release. One that could not be tried is tried again. Only one runs at a time, for each has a server of its own.
 */
export function rememberingReplay(run: Replay = replayMigrations): Replay {
  const known = new Map<string, Promise<Replayed>>();
  let turn: Promise<unknown> = Promise.resolve();
  return (files, wish) => {
    const key = keyOf(files, wish);
    const held = known.get(key);
    if (held !== undefined) return held;
    const replayed = turn.then(() => run(files, wish));
    known.set(key, replayed);
    for (const old of [...known.keys()].slice(0, -MOST_KEPT)) known.delete(old);
    const forget = () => known.delete(key);
    // One that fails is for whoever asked; the next one runs all the same.
    turn = replayed.then(({ state }) => state === "unknown" && forget(), forget);
    return replayed;
  };
}

function keyOf(files: MigrationFile[], wish: ReplayWish): string {
  const hash = createHash("sha256").update(JSON.stringify(wish));
  for (const { path, content } of files) hash.update(`\0${path}\0${content.length}\0`).update(content);
  return hash.digest("hex");
}

/** Compares an environment's database with what its applied migrations make. Never throws, never repeats the address. */
export async function migrationDrift(
  environment: EnvironmentConfig,
  report: MigrationReport,
  facts: Facts<"migrations">,
  replay: Replay,
): Promise<MigrationDrift> {
  try {
    const { database, migrations } = environment;
    if (database === undefined || migrations?.directory === undefined)
      return { ok: false, reason: "no database is configured" };
    const live = await readLive(database.url, database.schemas);
    if (typeof live === "string") return { ok: false, reason: live };
    const wish = replayWishFor(
      report,
      { kind: "live", facts: { ...facts, relations: [], checksums: {} } },
      { database: live.name },
    );
    if (typeof wish === "string") return { ok: false, reason: wish };
    const limits = { limits: LIMITS, ...(database.schemas === undefined ? {} : { schemas: database.schemas }) };
    const replayed = await replay(migrationFiles(resolve(migrations.directory)), { ...wish, ...limits });
    if (replayed.state === "replayed") return { ok: true, items: driftFromExpected(replayed.expected, live.catalog) };
    if (replayed.state === "unknown") return { ok: false, reason: replayed.reason };
    const { file, line, message } = replayed.failed;
    return { ok: false, reason: `the applied migrations do not run in an empty database: ${file}:${line}: ${message}` };
  } catch (error) {
    return { ok: false, reason: messageOf(error) };
  }
}

async function readLive(
  url: string,
  schemas: string[] | undefined,
): Promise<{ catalog: Catalog; name: string } | string> {
  const opened = await openSnapshot(url, { budgetMs: BUDGET_MS });
  if (!opened.ok) return opened.fault.reason;
  const { client, currentDatabase, close } = opened.snapshot;
  try {
    return { catalog: await readCatalog(client, schemas === undefined ? {} : { schemas }), name: currentDatabase };
  } finally {
    await close();
  }
}

/** Whether a question asks how an environment differs from what its own migrations make. */
export function isMigrationDrift({ kind, params }: Question): boolean {
  return kind === "drift" && params.against === "migrations";
}

/** What a comparison brings to the question: the differences of what it names, as facts of a drift check. */
export function driftObservation(
  question: Question,
  drift: MigrationDrift,
  at: number,
  durationMs: number,
): Observation {
  const how = `run the applied migrations of ${question.environment} in a scratch database and compare the catalogues`;
  if (!drift.ok) return { questionId: question.id, how, at, durationMs, result: { ok: false, reason: drift.reason } };
  const names = namesIn(question.params.names);
  const items = drift.items.filter((item) => names.length === 0 || names.some((name) => touches(item, name)));
  const of = (change: DriftItem["change"]) => items.filter((item) => item.change === change).map(nameOf);
  const facts = {
    reference: "what its applied migrations make",
    ...{ missing: of("missing"), extra: of("extra"), different: of("different") },
    isNarrow: false,
    scope: names,
  };
  return { questionId: question.id, how, at, durationMs, result: { ok: true, facts } };
}

/** The object's name with its kind, as a drift check lists it. */
export function nameOf({ kind, schema, object }: DriftItem): string {
  return `${kind} ${schema === null ? object : `${schema}.${object}`}`;
}

/** `orders` touches `orders`, `public.orders`, `orders.total` and `total`; `shop.orders` nothing of another schema. */
function touches({ schema, object }: DriftItem, name: string): boolean {
  const plain = name.replaceAll('"', "").toLowerCase();
  const own = object.replaceAll('"', "").toLowerCase().replace(/\(.*$/s, "");
  const full = schema === null ? own : `${schema.toLowerCase()}.${own}`;
  const parts = own.split(".");
  return own === plain || full === plain || parts.includes(plain) || full.startsWith(`${plain}.`);
}

function namesIn(text: string | undefined): string[] {
  return (text ?? "")
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
}
