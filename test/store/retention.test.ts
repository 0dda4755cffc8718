import type { Pool } from "pg";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { addAuditRow, listAuditRows } from "../../server/store/audit.ts";
import { recordChecks } from "../../server/store/checks.ts";
import { expire } from "../../server/store/expire.ts";
import { recordGap } from "../../server/store/gaps.ts";
import { linkGroups } from "../../server/store/incident-groups.ts";
import { ingestBatch } from "../../server/store/ingest.ts";
import { loadAggregate } from "../../server/store/load-aggregate.ts";
import { readGaps } from "../../server/store/read-gaps.ts";
import { saveIncidents } from "../../server/store/save-incidents.ts";
import { insertSession } from "../../server/store/sessions.ts";
import { readCoverage } from "../../server/store/sources.ts";
import { storeOffers } from "../../server/store-offers.ts";
import { configSchema } from "../../shared/config.ts";
import type { Incident } from "../../shared/incident.ts";
import { retentionSchema } from "../../shared/retention-config.ts";
import { DAY, MINUTE, toIso } from "../../shared/time.ts";
import { text } from "../lib/entries.ts";
import { batchOf, NOON, PLACE } from "./builders.ts";
import { derivationOf, INCIDENT_GROUP, incidentOf } from "./incident-builder.ts";
import { createStore, type TestStore } from "./store.ts";

const EVER = { from: NOON - 400 * DAY, to: NOON + DAY };
const DEFAULTS = retentionSchema.parse({});
const TOO_OLD =
  "too old to be counted exactly: the keys of that day have expired (retention.entryKeysDays), so nothing tells what was counted before. `plumbline analyze` reads entries of any age";
const [HELD, FREE] = ["a".repeat(16), "b".repeat(16)];

let store: TestStore;
beforeEach(async () => {
  store = await createStore();
});
afterEach(() => store.close());

async function countsPerGroup(): Promise<[string, number][]> {
  return (await loadAggregate(store.pool, EVER)).groups.map(({ id, count }) => [id, count]);
}

async function many(table: string): Promise<number> {
  const { rows } = await store.pool.query<{ many: number }>(`select count(*)::int as many from plumbline.${table}`);
  return rows[0]?.many ?? 0;
}

/** An incident that began `days` ago and holds one group. */
async function saveIncident(status: Incident["status"], days: number, groupId = HELD): Promise<Incident> {
  const group = { ...INCIDENT_GROUP, id: groupId };
  const incident = incidentOf({ status, firstSeen: toIso(NOON - days * DAY), groups: [group] });
  await saveIncidents(store.pool, derivationOf([incident]));
  await linkGroups(store.pool, [incident]);
  return incident;
}

test("what an open incident needs outlives its retention, the rest of the same days goes, and all of it once it is resolved", async () => {
  await ingestBatch(
    store.pool,
    batchOf([
      { key: "h1", at: NOON - 40 * DAY, group: HELD },
      { key: "h2", at: NOON - 39 * DAY, group: HELD },
      { key: "before it began", at: NOON - 60 * DAY, group: HELD },
      { key: "f1", at: NOON - 40 * DAY, group: FREE },
    ]),
    NOON,
  );
  const incident = await saveIncident("open", 41);
  const check = incident.checks[0]!;
  await recordChecks(store.pool, incident.id, [{ ...check, at: toIso(NOON - 40 * DAY) }]);

  await expire(store.pool, NOON, DEFAULTS);
  expect(await countsPerGroup()).toStrictEqual([[HELD, 2]]);
  expect([await many("check_run"), await many("group_sample"), await many("route")]).toStrictEqual([1, 3, 1]);
  const { traffic, revisions } = await loadAggregate(store.pool, EVER);
  expect(traffic.flatMap(({ perMinute }) => perMinute)).toHaveLength(2);
  expect(revisions.map(({ name }) => name)).toStrictEqual(["api-1"]);
  // Again: what was carried over stays as it is.
  expect(await expire(store.pool, NOON, DEFAULTS)).toMatchObject({ partitions: 0, groups: 0, samples: 0, checks: 0 });
  // Whether an entry of such a day was counted is not known any more.
  const late = batchOf([{ key: "late", at: NOON - 40 * DAY, group: HELD }]);
  expect(await ingestBatch(store.pool, late, NOON)).toMatchObject({ accepted: 0, rejected: 1 });
  expect(await countsPerGroup()).toStrictEqual([[HELD, 2]]);

  await saveIncident("resolved", 41);
  await expire(store.pool, NOON, DEFAULTS);
  expect(await countsPerGroup()).toStrictEqual([]);
  const tables = ["check_run", "group_sample", "route", "revision", "entry_key", "group_minute", "route_minute"];
  expect(await Promise.all(tables.map(many))).toStrictEqual(tables.map(() => 0));
});

describe("a file that is read again after its keys expired", () => {
  const file = batchOf([
    { key: "old 1", at: NOON - 40 * DAY, group: HELD },
    { key: "old 2", at: NOON - 40 * DAY + MINUTE, group: HELD },
    { key: "older", at: NOON - 39 * DAY, group: HELD },
    { key: "recent", at: NOON - 2 * DAY, group: HELD },
  ]);

  test("counts nothing twice for an open incident: what is too old to be known is refused, with the reason", async () => {
    expect(await ingestBatch(store.pool, file, NOON)).toStrictEqual({
      read: 4,
      accepted: 4,
      duplicates: 0,
      rejected: 0,
    });
    await saveIncident("open", 41);
    await expire(store.pool, NOON, DEFAULTS);

    const again = await ingestBatch(store.pool, file, NOON);
    await expire(store.pool, NOON, DEFAULTS);
    const thrice = await ingestBatch(store.pool, { ...file, rejections: [{ line: 7, reason: "not JSON" }] }, NOON);

    expect(again).toMatchObject({ read: 4, accepted: 0, duplicates: 1, rejected: 3 });
    expect(thrice).toMatchObject({ read: 5, accepted: 0, duplicates: 1, rejected: 4 });
    expect(await countsPerGroup()).toStrictEqual([[HELD, 4]]);
    const [source] = await readCoverage(store.pool);
    expect(source?.coverage).toMatchObject({ read: 13, accepted: 4, duplicates: 2, rejected: 7 });
    expect(source?.coverage.rejections.map(({ line, reason }) => `${line}: ${reason}`)).toStrictEqual([
      `0: 2 entries of 2026-01-20 are ${TOO_OLD}`,
      `0: 1 entry of 2026-01-21 is ${TOO_OLD}`,
      "7: not JSON",
      `0: 2 entries of 2026-01-20 are ${TOO_OLD}`,
      `0: 1 entry of 2026-01-21 is ${TOO_OLD}`,
    ]);
  });

  test.each([
    { with: "nothing new", entries: file.entries, counts: { accepted: 0, duplicates: 4, rejected: 0 } },
    {
      with: "an entry of a day that goes",
      entries: [...file.entries, { key: "old 3", at: NOON - 40 * DAY + 2 * MINUTE }],
      counts: { accepted: 0, duplicates: 1, rejected: 4 },
    },
  ])("counts nothing twice where the keys go while a batch of it with $with is being stored", async (again) => {
    await ingestBatch(store.pool, file, NOON);
    await saveIncident("open", 41);
    // The batch's transaction begins when its partitions were seen to be there, and its keys were looked up.
    let isGone = false;
    const late: Pool = Object.assign(Object.create(store.pool), {
      query: store.pool.query.bind(store.pool),
      connect: async () => {
        if (!isGone) await expire(store.pool, NOON, DEFAULTS);
        isGone = true;
        return store.pool.connect();
      },
    });

    expect(await ingestBatch(late, { ...file, entries: again.entries }, NOON)).toMatchObject(again.counts);
    expect(isGone).toBe(true);
    expect(await countsPerGroup()).toStrictEqual([[HELD, 4]]);
  });

  test("is told entry by entry to a program that sent it", async () => {
    const values = [40, 0].map((days) => text("it failed", { at: NOON - days * DAY, insertId: `e${days}` }));
    const offered = values.map((value) => ({ value }));
    await storeOffers(store.pool, configSchema.parse({}), "http", offered);
    await expire(store.pool, NOON, DEFAULTS);

    expect(await storeOffers(store.pool, configSchema.parse({}), "http", offered)).toStrictEqual([
      { outcome: "rejected", insertId: null, reason: `1 entry of 2026-01-20 is ${TOO_OLD}` },
      { outcome: "duplicate", insertId: "e0" },
    ]);
  });

  test("days that were never read are counted, however old", async () => {
    await ingestBatch(store.pool, file, NOON);
    await expire(store.pool, NOON, DEFAULTS);

    const other = batchOf([{ key: "another day", at: NOON - 100 * DAY, group: FREE }]);
    expect(await ingestBatch(store.pool, other, NOON)).toMatchObject({ accepted: 1, rejected: 0 });
  });

  test("a clock that ran a year ahead and dropped everything does not make today too old", async () => {
    const today = batchOf([{ key: "today", at: NOON - MINUTE, group: FREE }]);
    await ingestBatch(store.pool, today, NOON);
    await expire(store.pool, NOON + 365 * DAY, DEFAULTS);

    expect(await ingestBatch(store.pool, today, NOON)).toMatchObject({ accepted: 1, rejected: 0 });
    expect(await ingestBatch(store.pool, today, NOON)).toMatchObject({ accepted: 0, duplicates: 1 });
  });
});

test("counters may expire before keys: an entry of those days is then known, and counts no second time", async () => {
  const batch = batchOf([{ key: "e", at: NOON - 20 * DAY, group: FREE }]);
  await ingestBatch(store.pool, batch, NOON);
  const retention = retentionSchema.parse({ minutesDays: 10, samplesDays: 10, entryKeysDays: 30 });

  expect(await expire(store.pool, NOON, retention)).toMatchObject({ partitions: 1, groups: 1, samples: 1 });
  expect(await ingestBatch(store.pool, batch, NOON)).toMatchObject({ accepted: 0, duplicates: 1 });
  const other = batchOf([{ key: "another", at: NOON - 20 * DAY, group: FREE }]);
  expect(await ingestBatch(store.pool, other, NOON)).toMatchObject({ accepted: 1 });
  expect(await countsPerGroup()).toStrictEqual([[FREE, 1]]);
});

test("the audit log is kept by months, goes by whole months, and still refuses to be changed", async () => {
  const now = Date.now();
  const row = { who: "ada", method: "operator", address: null, target: null, outcome: "done", detail: null } as const;
  const months = [0, 32, 64, 96].map((days) => now + days * DAY);
  for (const at of months) await addAuditRow(store.pool, { ...row, action: toIso(at).slice(0, 7), at });
  await addAuditRow(store.pool, { ...row, action: "again", at: months[1]! });
  const newest = months.at(-1)!;

  const expired = await expire(store.pool, newest, { ...DEFAULTS, auditDays: 30 });

  expect(expired.auditMonths).toBe(2);
  const left = await listAuditRows(store.pool, { limit: 10 });
  expect(left.map(({ action }) => action)).toStrictEqual(
    months
      .slice(2)
      .reverse()
      .map((at) => toIso(at).slice(0, 7)),
  );
  await expect(store.pool.query("delete from plumbline.audit")).rejects.toThrow("only ever added to");
  const { rows } = await store.pool.query<{ name: string }>("select name from plumbline.audit_part order by to_ms");
  await expect(store.pool.query(`truncate plumbline.${rows[0]?.name}`)).rejects.toThrow("only ever added to");
});

test("two replicas that write the first line of a month at once both write it", async () => {
  const at = Date.now() + 40 * DAY;
  const row = { who: "ada", method: "operator", address: null, target: null, outcome: "done", detail: null } as const;
  await Promise.all([1, 2, 3, 4].map((n) => addAuditRow(store.pool, { ...row, action: String(n), at })));

  expect((await listAuditRows(store.pool, { limit: 10 })).map(({ action }) => action).sort()).toStrictEqual([
    "1",
    "2",
    "3",
    "4",
  ]);
});

test("gaps go after their time, but for those that last and those within an open incident", async () => {
  const gap = { kind: "disconnect", reason: "away", filler: "list" } as const;
  const note = (days: number, to: number | null) =>
    recordGap(
      store.pool,
      "s",
      { ...gap, from: toIso(NOON - days * DAY), to: to === null ? null : toIso(to) },
      () => [],
    );
  await note(200, NOON - 199 * DAY);
  await note(150, NOON - 149 * DAY);
  await note(140, null);
  await note(10, NOON - 9 * DAY);
  await saveIncident("open", 160);

  expect(await expire(store.pool, NOON, DEFAULTS)).toMatchObject({ gaps: 1 });
  const left = await readGaps(store.pool, { from: "-infinity", to: "infinity" });
  expect(left.map(({ from }) => (NOON - Date.parse(from)) / DAY)).toStrictEqual([150, 140, 10]);
});

test("sessions go a day after their end", async () => {
  const session = { who: "ada", groups: [], at: NOON - 5 * DAY };
  await insertSession(store.pool, { ...session, hash: Buffer.alloc(32, 1), endsAt: NOON - 2 * DAY });
  await insertSession(store.pool, { ...session, hash: Buffer.alloc(32, 2), endsAt: NOON - 60 * MINUTE });

  expect(await expire(store.pool, NOON, DEFAULTS)).toMatchObject({ sessions: 1 });
});

test("retention has stated defaults and refuses keys that go before the counters", () => {
  expect(configSchema.parse({}).retention).toStrictEqual({
    entryKeysDays: 30,
    minutesDays: 30,
    samplesDays: 30,
    checksDays: 30,
    deliveriesDays: 30,
    gapsDays: 90,
    auditDays: 400,
    sessionsDays: 1,
  });
  const wrong = configSchema.safeParse({ retention: { entryKeysDays: 7, minutesDays: 30 } });
  expect(wrong.error?.issues).toMatchObject([
    {
      path: ["retention", "entryKeysDays"],
      message:
        "expected at least minutesDays (30): entries of a day whose keys are forgotten are refused, while its counters would still be there",
    },
  ]);
  expect(
    configSchema.safeParse({ retention: { minutesDays: 1, gaps: 3 } }).error?.issues.map(({ path }) => path),
  ).toEqual([["retention", "minutesDays"], ["retention"]]);
  expect(PLACE.environment).toBe(incidentOf().environment);
});
