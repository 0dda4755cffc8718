import type { Pool } from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bundleOf, replay } from "../../server/bundle.ts";
import { type Decisions, decisionsOn } from "../../server/decide-incidents.ts";
import { ingest } from "../../server/ingest.ts";
import { createPool } from "../../server/lib/database.ts";
import { type Loop, startLoop } from "../../server/loop.ts";
import { reactTo } from "../../server/react.ts";
import type { Editor } from "../../server/store/edit-incident.ts";
import { listMoments } from "../../server/store/incident-moments.ts";
import { readIncident, readIncidentAt, type StoredIncident } from "../../server/store/read-incident.ts";
import type { IncidentChange } from "../../server/store/save-incidents.ts";
import { storedDerivation } from "../../server/stored-derivation.ts";
import { bundleSchema } from "../../shared/bundle.ts";
import { configSchema } from "../../shared/config.ts";
import type { Incident } from "../../shared/incident.ts";
import { DAY, HOUR, MINUTE } from "../../shared/time.ts";
import { request, text } from "../lib/entries.ts";
import { listIncidents } from "../lib/list-incidents.ts";
import { createMigratedDatabase, type TestDatabase } from "../lib/postgres.ts";

const SECRET = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;
const CONFIG = configSchema.parse({
  webhooks: [{ name: "pager", url: "http://127.0.0.1:9/hook", format: "standard", allowPrivate: true, secret: SECRET }],
});
const POOL_CLASS = "sqlalchemy.exc.ArgumentError: Pool class QueuePool cannot be used with asyncio engine";
const NO_TABLE = 'psycopg.errors.UndefinedTable: relation "jobs" does not exist';

let database: TestDatabase;
let pool: Pool;
let loop: Loop;
let decisions: Decisions;
let now = Date.parse("2026-03-02T08:00:00Z");

beforeAll(async () => {
  database = await createMigratedDatabase("decisions");
  pool = createPool(database.url, () => undefined);
  const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
  const react = (change: IncidentChange) => reactTo(change, CONFIG, now);
  loop = startLoop({ pool, config: () => CONFIG, ask: async () => [], react, now: () => now, log });
  decisions = decisionsOn(
    pool,
    () => CONFIG,
    () => undefined,
  );
});
afterAll(async () => {
  await loop.stop();
  await pool.end();
  await database.drop();
});

const ada = (): Editor => ({ who: "Ada", at: now, announce: (change) => reactTo(change, CONFIG, now).messages });

async function minutes(count: number, entriesAt: (at: number) => unknown[]): Promise<void> {
  const values = Array.from({ length: count }, (_, i) => entriesAt(now + i * MINUTE)).flat();
  await ingest(pool, CONFIG, { source: "test", values: values.map((value, i) => ({ line: i + 1, value })) });
  now += count * MINUTE;
  await loop.run(true);
}

const api = (at: number) => [
  request({ at, path: "/api/servers", status: 500 }),
  text(POOL_CLASS, { at: at + 12, severity: "ERROR" }),
];
const worker = (at: number) => [
  request({ at: at + 20_000, path: "/jobs", status: 500, service: "worker" }),
  text(NO_TABLE, { at: at + 20_012, severity: "ERROR", service: "worker" }),
];
const both = (at: number) => [...api(at), ...worker(at)];
const healthy = (at: number) => [
  request({ at, path: "/api/servers" }),
  request({ at: at + 20_000, path: "/jobs", service: "worker" }),
];

async function read(id: string): Promise<StoredIncident> {
  const found = await readIncident(pool, id);
  if (found === undefined) throw new Error(`no incident ${id}`);
  return found;
}

/** Every incident as `service: status`, with the families of its causes. */
async function incidents(): Promise<string[]> {
  const { incidents: rows } = await listIncidents(pool, {});
  const lines = await Promise.all(
    rows.map(async ({ id, mergedInto }) => {
      const { incident } = await read(id);
      const families = incident.groups.flatMap(({ family, role }) => (role === "cause" ? [family] : []));
      const where = mergedInto === undefined ? "" : " (went away)";
      return `${incident.service}: ${incident.status}${where}, ${families.sort().join(" + ")}`;
    }),
  );
  return lines.sort();
}

async function messages(): Promise<string[]> {
  const { rows } = await pool.query<{ type: string; body: string }>(
    "select type, body from plumbline.outbox order by sequence",
  );
  await pool.query("delete from plumbline.outbox");
  return rows.map(({ type, body }) => {
    const { data } = JSON.parse(body);
    const part = data.changes.find(({ field }: { field: string }) => field === "part");
    return `${type} ${data.incident.service}${part === undefined ? "" : `: ${part.to.replace(/ [0-9a-f]{16}/, " the other")}`}`;
  });
}

describe("a person decides which groups are one incident", () => {
  let a: string;
  let b: string;
  let mergeId: string;

  test("two services fail by themselves: two incidents", async () => {
    await minutes(10, both);
    expect(await incidents()).toEqual([
      "api: open, config.pool-class-mismatch",
      "worker: open, schema.missing-relation",
    ]);
    const { incidents: rows } = await listIncidents(pool, {});
    a = rows.find(({ service }) => service === "api")?.id ?? "";
    b = rows.find(({ service }) => service === "worker")?.id ?? "";
    await messages();
  });

  test("merged, the one holds the groups of both at once, and the other says where it went", async () => {
    now += MINUTE;
    const answer = await decisions.merge(b, a, "one deploy broke both", ada());
    mergeId = answer.decisionId;
    expect(await incidents()).toEqual([
      "api: open, config.pool-class-mismatch + schema.missing-relation",
      "worker: resolved (went away), schema.missing-relation",
    ]);
    const [merged, gone] = [await read(a), await read(b)];
    const commands = merged.incident.remediation.steps.map(({ detail }) => detail).join("\n");
    expect(commands, "its cause is the worker's").toContain("update-traffic worker");
    const titleOfA = merged.incident.decisions?.[0]?.into.title;
    const { title: titleOfB } = gone.incident;
    expect(merged.incident.decisions).toMatchObject([
      { kind: "merge", from: { id: b, title: titleOfB }, into: { id: a }, who: "Ada", undone: null },
    ]);
    expect(merged.events[0]).toMatchObject({
      ...{ kind: "merge", who: "Ada", what: `merged “${titleOfB}” into this incident`, why: "one deploy broke both" },
    });
    expect(gone.events[0]).toMatchObject({ what: `merged this incident into “${titleOfA}”` });
    expect(gone.incident.timeline.at(-1)?.statement).toBe(
      `Ada merged this incident into “${titleOfA}”: one deploy broke both`,
    );
    expect(await messages()).toEqual([
      "incident.resolved worker: merged into the other",
      "incident.updated api: merged from the other",
    ]);
    const { moments = [] } = (await listMoments(pool, a)) ?? {};
    expect(moments.at(-1)).toMatchObject({
      who: "Ada",
      changes: expect.arrayContaining([expect.objectContaining({ field: "part", to: "merge" })]),
    });
    expect((await readIncidentAt(pool, b, now - 1))?.incident.status, "before, it was open").toBe("open");
  });

  test("the next looks respect it, whatever goes on", async () => {
    await minutes(5, both);
    await minutes(3, worker);
    expect(await incidents()).toEqual([
      "api: open, config.pool-class-mismatch + schema.missing-relation",
      "worker: resolved (went away), schema.missing-relation",
    ]);
  });

  test("a bundle of it gives the same report without the database", async () => {
    const { incident, analysis } = await read(a);
    const told = { schema: "plumbline.analysis/v1" as const, ...analysis, incidents: [incident] };
    const bundle = await bundleOf(await storedDerivation(pool, CONFIG, told), { plumbline: "test" });
    expect(bundle.inputs.owners?.length).toBeGreaterThan(1);
    const [again] = (await replay(bundleSchema.parse(JSON.parse(JSON.stringify(bundle))))).incidents;
    expect(again?.groups.map(({ id }) => id)).toEqual(incident.groups.map(({ id }) => id));
    expect(again?.decisions).toEqual(incident.decisions);
    const said = (one: Incident | undefined) => one?.timeline.filter(({ kind }) => kind === "person");
    expect(said(again)).toEqual(said(incident));
  });

  test("resolved, and opened again as the same incident by what was merged into it", async () => {
    await minutes(14, healthy);
    expect((await read(a)).incident.status).toBe("resolved");
    await minutes(5, worker);
    const again = await read(a);
    expect(again.incident.status).toBe("open");
    expect(again.events[0]?.kind === "reopened" || again.events.some(({ kind }) => kind === "reopened")).toBe(true);
    expect((await read(b)).incident.status).toBe("resolved");
  });

  test("what is gone takes no more decisions, and says what does", async () => {
    const [decision] = (await read(a)).incident.decisions ?? [];
    await expect(decisions.merge(b, a, "again", ada())).rejects.toThrow(
      `Incident ${b} went into ${a} (“${decision?.into.title}”): decide about that one, or undo it first.`,
    );
    await expect(decisions.merge(a, a, "x", ada())).rejects.toThrow(`into is ${a}, the incident itself`);
    await expect(decisions.merge(a, "nowhere", "x", ada())).rejects.toThrow(
      "There is no incident nowhere in staging: incidents of one environment can be merged.",
    );
  });

  test("taken back, there are two again, with all that happened to each", async () => {
    await minutes(2, both);
    await messages();
    await decisions.undo(a, mergeId, "they are two after all", ada());
    expect(await incidents()).toEqual([
      "api: open, config.pool-class-mismatch",
      "worker: open, schema.missing-relation",
    ]);
    expect((await read(b)).events[0]).toMatchObject({ kind: "undo", why: "they are two after all" });
    expect((await messages()).map((line) => line.replace(/:.*/, ""))).toEqual([
      "incident.reopened worker",
      "incident.updated api",
    ]);
    await minutes(2, both);
    expect(await incidents()).toHaveLength(2);
    await expect(decisions.undo(a, mergeId, "x", ada())).rejects.toThrow("Ada took this back already");
  });
});

describe("groups are split off", () => {
  let a: string;
  let splitId: string;
  let own: string;

  const routes = (at: number) => [...both(at), request({ at: at + 1000, path: "/api/tools", status: 500 })];

  test("into an incident of their own, which is opened with its history", async () => {
    await minutes(6, routes);
    const { incidents: rows } = await listIncidents(pool, { service: "api" });
    a = rows[0]?.id ?? "";
    const group = (await read(a)).incident.groups.find(({ title }) => title.includes("/api/tools"));
    await messages();
    const answer = await decisions.split(a, [group?.id ?? ""], "another cause", ada());
    [splitId, own] = [answer.decisionId, answer.into];

    const [rest, split] = [await read(a), await read(own)];
    expect(rest.incident.groups.some(({ id }) => id === group?.id)).toBe(false);
    expect(split.incident.groups.map(({ id }) => id)).toEqual([group?.id]);
    expect(split.incident).toMatchObject({ status: "open", service: "api", environment: rest.incident.environment });
    expect(split.events.map(({ kind, what }) => [kind, what])).toEqual([
      ["opened", `split this incident off “${split.incident.decisions?.[0]?.from.title}”`],
    ]);
    expect(rest.events[0]).toMatchObject({ kind: "split", what: "split 1 group off this incident", who: "Ada" });
    expect(await messages()).toEqual(["incident.updated api: split off into the other", "incident.opened api"]);
  });

  test("the next looks respect it, and each lives by itself", async () => {
    await minutes(4, routes);
    expect((await read(own)).incident).toMatchObject({ id: own, status: "open" });
    expect((await read(own)).incident.groups).toHaveLength(1);
    const { incidents: rows } = await listIncidents(pool, { service: "api" });
    expect(rows.map(({ id }) => id).sort()).toEqual([a, own].sort());
  });

  test.each([
    [["nothing"], "groups names nothing: incident"],
    [undefined, "groups names every group of the incident: leave at least one."],
  ])("a split of %j is refused in words", async (groups, message) => {
    const all = (await read(a)).incident.groups.map(({ id }) => id);
    await expect(decisions.split(a, groups ?? all, "x", ada())).rejects.toThrow(message);
  });

  test("taken back, the groups are where they were, and the other says so", async () => {
    await decisions.undo(own, splitId, "the same cause after all", ada());
    const [whole, gone] = [await read(a), await read(own)];
    expect(whole.incident.groups.some(({ title }) => title.includes("/api/tools"))).toBe(true);
    expect(gone.incident.status).toBe("resolved");
    const row = (await listIncidents(pool, {})).incidents.find(({ id }) => id === own);
    expect(row?.mergedInto).toBe(a);
    await minutes(3, routes);
    expect((await listIncidents(pool, { service: "api", status: "open" })).incidents.map(({ id }) => id)).toEqual([a]);
  });

  test("what left the window long ago can still be merged, from what is kept", async () => {
    now += 2 * DAY + HOUR;
    await loop.run(true);
    const { incidents: rows } = await listIncidents(pool, { status: "open" });
    const [worker, other] = [rows.find(({ service }) => service === "worker")?.id ?? "", a];
    await decisions.merge(worker, other, "seen in the review", ada());
    const { incident } = await read(other);
    expect(incident.groups.map(({ family }) => family)).toContain("schema.missing-relation");
    await loop.run(true);
    expect((await read(other)).incident.groups.map(({ family }) => family)).toContain("schema.missing-relation");
    expect((await read(worker)).incident.status).toBe("resolved");
  });
});
