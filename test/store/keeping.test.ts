import { afterEach, beforeEach, expect, test } from "vitest";
import { withAdvisoryLock } from "../../server/lib/database.ts";
import { expire } from "../../server/store/expire.ts";
import { ingestBatch } from "../../server/store/ingest.ts";
import { listenForChanges } from "../../server/store/listen.ts";
import { loadAggregate } from "../../server/store/load-aggregate.ts";
import { migrate } from "../../server/store/migrate.ts";
import { deleteSample, isSampleLoaded } from "../../server/store/sample.ts";
import { saveIncidents } from "../../server/store/save-incidents.ts";
import { readSetting, writeSetting } from "../../server/store/settings.ts";
import type { ChangedEvent } from "../../shared/api.ts";
import { retentionSchema } from "../../shared/retention-config.ts";
import { DAY } from "../../shared/time.ts";
import { listIncidents } from "../lib/list-incidents.ts";
import { batchOf, NOON } from "./builders.ts";
import { derivationOf, INCIDENT_GROUP, incidentOf } from "./incident-builder.ts";
import { createStore, type TestStore } from "./store.ts";

let store: TestStore;
beforeEach(async () => {
  store = await createStore();
});
afterEach(() => store.close());

const EVER = { from: NOON - 400 * DAY, to: NOON + DAY };

test("migrating again, or from two replicas at once, applies nothing twice", async () => {
  expect(await Promise.all([migrate(store.pool), migrate(store.pool)])).toStrictEqual([[], []]);
});

test("a database of a newer Plumbline is refused", async () => {
  await store.pool.query("insert into plumbline.migration (version, name) values (999, 'future')");

  await expect(migrate(store.pool)).rejects.toThrow("The database has version 999 of Plumbline's schema");
});

test("old days are dropped whole, and what is kept goes on counting", async () => {
  const entries = [
    { key: "old", at: NOON - 40 * DAY, group: "old" },
    { key: "very old", at: NOON - 300 * DAY, group: "old" },
    { key: "new", at: NOON, group: "new" },
  ];
  await ingestBatch(store.pool, batchOf(entries), NOON);

  const expired = await expire(store.pool, NOON, retentionSchema.parse({}));

  expect(expired).toStrictEqual({
    partitions: 2,
    auditMonths: 0,
    groups: 1,
    samples: 2,
    checks: 0,
    messages: 0,
    gaps: 0,
    sessions: 0,
  });
  expect((await loadAggregate(store.pool, EVER)).groups.map(({ id, count }) => [id, count])).toStrictEqual([
    ["new", 1],
  ]);
  // Nothing tells any more whether the old ones were counted.
  const again = await ingestBatch(store.pool, batchOf(entries), NOON);
  expect(again).toStrictEqual({ read: 3, accepted: 0, duplicates: 1, rejected: 2 });
});

test("facts may reach into a day that no entry is of", async () => {
  const batch = batchOf([{ key: "e", at: NOON }]);
  const shifted = batchOf([{ key: "e", at: NOON - 10 * DAY }]);

  await ingestBatch(store.pool, { ...batch, facts: shifted.facts }, NOON);

  expect((await loadAggregate(store.pool, EVER)).groups[0]?.arrivals).toStrictEqual([NOON - 10 * DAY]);
});

test("the sample can be removed without a trace, and loaded again", async () => {
  const sample = batchOf([{ key: "s", at: NOON, group: "5".repeat(16) }], { source: "sample", isSample: true });
  const own = batchOf([{ key: "o", at: NOON }]);
  const incident = incidentOf({ id: "5".repeat(16), groups: [{ ...INCIDENT_GROUP, id: "5".repeat(16) }] });
  const load = async () => {
    await ingestBatch(store.pool, sample);
    await saveIncidents(store.pool, derivationOf([incident, incidentOf()], ["a"]));
  };
  await ingestBatch(store.pool, own);
  await load();
  const loaded = [
    await isSampleLoaded(store.pool),
    (await listIncidents(store.pool, {})).incidents.map((i) => i.isSample),
  ];

  await deleteSample(store.pool);

  const left = (await loadAggregate(store.pool, EVER)).groups.map(({ id }) => id);
  expect(loaded).toStrictEqual([true, [false, true]]);
  expect(await isSampleLoaded(store.pool)).toBe(false);
  expect(left).toStrictEqual(["a".repeat(16)]);
  expect((await listIncidents(store.pool, {})).incidents.map(({ id }) => id)).toStrictEqual(["1".repeat(16)]);
  await load();
  expect((await loadAggregate(store.pool, EVER)).groups.map(({ count }) => count)).toStrictEqual([1, 1]);
});

test("settings come back as they were set", async () => {
  await writeSetting(store.pool, "fix", { at: 1 });
  await writeSetting(store.pool, "fix", { at: 2 });

  expect([await readSetting(store.pool, "fix"), await readSetting(store.pool, "other")]).toStrictEqual([
    { at: 2 },
    undefined,
  ]);
});

test("replicas hear of a change once it is committed, also after their session was lost", async () => {
  const stopping = new AbortController();
  const heard: ChangedEvent[] = [];
  const waitFor = (many: number) => expect.poll(() => heard.length).toBeGreaterThanOrEqual(many);
  const listening = listenForChanges(store.url, (change) => heard.push(change), stopping.signal);
  await expect.poll(listeners).toHaveLength(1);
  await saveIncidents(store.pool, derivationOf([incidentOf()]));
  await waitFor(1);

  await store.pool.query("select pg_terminate_backend(pid) from unnest($1::int[]) as pid", [await listeners()]);
  await waitFor(2);
  await saveIncidents(store.pool, derivationOf([incidentOf({ status: "resolved" })]));
  await waitFor(3);
  stopping.abort();
  await listening;

  expect(heard).toStrictEqual([
    { incidentId: "1".repeat(16), revision: 1 },
    { incidentId: null, revision: 0 },
    { incidentId: "1".repeat(16), revision: 2 },
  ]);

  async function listeners(): Promise<number[]> {
    const { rows } = await store.pool.query(
      "select pid from pg_stat_activity where application_name = 'plumbline-listener' and datname = current_database() and query ilike 'listen %' and state = 'idle'",
    );
    return rows.map(({ pid }) => pid);
  }
});

test("of two replicas one has the lock, and it is free again when the work is done or throws", async () => {
  const inner = await withAdvisoryLock(store.pool, "analysis", () =>
    withAdvisoryLock(store.pool, "analysis", async () => "both"),
  );
  const failed = withAdvisoryLock(store.pool, "analysis", async () => {
    throw new Error("broken");
  });
  await expect(failed).rejects.toThrow("broken");

  const after = await withAdvisoryLock(store.pool, "analysis", async () => 7);

  expect(inner).toStrictEqual({ ran: true, value: { ran: false } });
  expect(after).toStrictEqual({ ran: true, value: 7 });
});
