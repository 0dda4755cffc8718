import type { Pool } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bundleOf, replay } from "../../server/bundle.ts";
import { ingest } from "../../server/ingest.ts";
import { createPool } from "../../server/lib/database.ts";
import { type Loop, startLoop } from "../../server/loop.ts";
import { reactTo } from "../../server/react.ts";
import { joinByPerson } from "../../server/store/edit-joins.ts";
import { loadAggregate } from "../../server/store/load-aggregate.ts";
import { storedDerivation } from "../../server/stored-derivation.ts";
import { bundleSchema } from "../../shared/bundle.ts";
import { configSchema } from "../../shared/config.ts";
import type { Incident } from "../../shared/incident.ts";
import { HOUR, MINUTE, toIso } from "../../shared/time.ts";
import { text } from "../lib/entries.ts";
import { createMigratedDatabase, type TestDatabase } from "../lib/postgres.ts";

const START = Date.parse("2026-03-02T08:00:00Z");
const CONFIG = configSchema.parse({
  webhooks: [
    { url: "https://hooks.example.com/x", allowPrivate: false, secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" },
  ],
});
const ANN = { who: "ann@example.com", reason: "both are the lamp" };

let database: TestDatabase;
let pool: Pool;
let loop: Loop;
let now = START;

beforeAll(async () => {
  database = await createMigratedDatabase("joined");
  pool = createPool(database.url, () => undefined);
  const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
  const react = (change: Parameters<typeof reactTo>[0]) => reactTo(change, CONFIG, now);
  loop = startLoop({ pool, config: () => CONFIG, ask: async () => [], react, now: () => now, log });
});
afterAll(async () => {
  await loop.stop();
  await pool.end();
  await database.drop();
});

/** Writes these words once a minute, then looks. */
async function minutes(count: number, words: (minute: number) => string[]): Promise<void> {
  const values = Array.from({ length: count }, (_, i) =>
    words(i).map((one) => text(one, { at: now + i * MINUTE, severity: "ERROR" })),
  ).flat();
  await ingest(pool, CONFIG, { source: "test", values: values.map((value, i) => ({ line: i + 1, value })) });
  now += count * MINUTE;
  await loop.run(true);
}

async function incidents(): Promise<Pick<Incident, "id" | "title" | "status">[]> {
  const { rows } = await pool.query<{ document: Incident }>(
    "select document from plumbline.incident order by first_seen",
  );
  return rows.map(({ document: { id, title, status } }) => ({ id, title, status }));
}

const groups = async () => (await loadAggregate(pool, { from: START, to: now })).groups;

const COLOURS = ["red", "blue", "green", "white", "black", "amber", "pink", "brown", "grey", "violet"];
const lamp = (colour: string) => `${colour} lamp is broken again in the hall`;

test("an incident goes on under its id when the group that leads it is joined to an older one", async () => {
  await minutes(1, () => [lamp("red")]);
  now += 2 * HOUR;
  await minutes(30, () => [lamp("blue")]);
  const [before, ...others] = await incidents();
  expect([before?.status, before?.title, others]).toEqual(["open", expect.stringContaining("blue lamp"), []]);
  await minutes(10, (minute) => [lamp(COLOURS[minute] ?? "")]);
  const [joined] = await groups();
  expect([joined?.title, joined?.count, joined?.parts?.length]).toEqual([
    "<*> lamp is broken again in the hall",
    41,
    9,
  ]);
  expect(await incidents()).toEqual([{ id: before?.id, status: "open", title: expect.stringContaining("<*> lamp") }]);
});

test("an incident whose group a person joins to that of another is closed once, with the word where it goes on", async () => {
  now += 3 * HOUR;
  await minutes(40, () => ["no ink is left for the printer"]);
  const [lamps, printer] = await incidents();
  expect([printer?.status, printer?.title]).toEqual(["open", expect.stringContaining("printer")]);
  const all = await groups();
  const idOf = (word: string) => all.find(({ title }) => title.includes(word))?.id ?? "";
  await joinByPerson(pool, idOf("lamp"), idOf("printer"), { ...ANN, at: now });
  await minutes(5, () => [lamp("blue"), "no ink is left for the printer"]);
  await minutes(5, () => [lamp("blue"), "no ink is left for the printer"]);
  expect((await incidents()).map(({ id, status }) => [id, status])).toEqual([
    [lamps?.id, "open"],
    [printer?.id, "resolved"],
  ]);
  const messages = await pool.query(
    "select type from plumbline.outbox where incident_id = $1 and type like '%resolved%'",
    [printer?.id],
  );
  expect(messages.rows.length).toBe(1);
  const { rows } = await pool.query<{ why: string }>(
    "select why from plumbline.incident_event where incident_id = $1 and kind = 'resolved'",
    [printer?.id],
  );
  expect(rows.map(({ why }) => why)).toEqual([expect.stringContaining(`joined to one of incident ${lamps?.id}`)]);
});

test("a bundle of it derives the same report again, with the joined group as one", async () => {
  const { rows } = await pool.query<{ document: Incident; analysis: object }>(
    "select document, analysis from plumbline.incident where status = 'open'",
  );
  const window = { from: toIso(now - 24 * HOUR), to: toIso(now) };
  const coverage = { read: 0, accepted: 0, duplicates: 0, rejected: 0, rejections: [], gaps: [] };
  const analysis = {
    ...{ schema: "plumbline.analysis/v1" as const, generatedAt: toIso(now), window, coverage },
    incidents: rows.map(({ document }) => document),
  };
  const derivation = await storedDerivation(pool, CONFIG, analysis);
  const bundle = bundleSchema.parse(JSON.parse(JSON.stringify(await bundleOf(derivation, { plumbline: "test" }))));
  const [group] = bundle.inputs.groups;
  expect([bundle.inputs.groups.length, group?.title, group?.count]).toEqual([
    1,
    "<*> lamp is broken again in the hall",
    41 + 40 + 2 * 10,
  ]);
  expect(await replay(bundle)).toEqual(bundle.analysis);
  expect(bundle.analysis.incidents[0]?.groups[0]?.count).toBe(group?.count);
});
