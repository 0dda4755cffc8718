import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { recordAllChecks } from "../../server/store/checks.ts";
import { expire } from "../../server/store/expire.ts";
import { type CheckHistoryList, createCheckHistory } from "../../server/store/list-check-history.ts";
import { saveIncidents } from "../../server/store/save-incidents.ts";
import { checkHistorySchema } from "../../shared/api-operations.ts";
import { type Check, OUTCOMES } from "../../shared/check.ts";
import { retentionSchema } from "../../shared/retention-config.ts";
import { DAY, HOUR, MINUTE, toIso } from "../../shared/time.ts";
import { NOON } from "./builders.ts";
import { derivationOf, incidentOf } from "./incident-builder.ts";
import { createStore, type TestStore } from "./store.ts";

const INCIDENTS = ["1".repeat(16), "2".repeat(16)];
const MIDNIGHT = NOON - 12 * HOUR;

let store: TestStore;
let history: CheckHistoryList;
beforeAll(async () => {
  store = await createStore();
  history = createCheckHistory(store.pool);
  const incidents = INCIDENTS.map((id, i) =>
    incidentOf({ id, title: `Failure ${i}`, environment: i === 0 ? "staging" : "production", status: "resolved" }),
  );
  await saveIncidents(store.pool, derivationOf(incidents, []));
});
afterAll(() => store.close());

function check(i: number, at: number): Check {
  const environment = i % 2 === 0 ? "staging" : "production";
  const kind = i % 3 === 0 ? "relation" : "column";
  return {
    ...{ id: `${kind}:${environment}:orders${i % 5}`, kind, target: `orders${i % 5}`, environment, at: toIso(at) },
    ...{ outcome: OUTCOMES[Math.floor(i / 7) % 3] ?? "unknown", reason: "", statement: "seen", detail: {} },
    ...{ how: "asked", durationMs: 3 },
  };
}

/** Runs every 47 minutes around two midnights, told in an order of their own, some of them twice, by two writers at once. */
async function runChecks(): Promise<void> {
  const runs = Array.from({ length: 160 }, (_, i) => check(i, MIDNIGHT - DAY + ((i * 61) % 160) * 47 * MINUTE));
  const half = runs.length / 2;
  await recordAllChecks(store.pool, [{ id: INCIDENTS[0] ?? "", checks: runs.slice(0, half) }]);
  await Promise.all([
    recordAllChecks(store.pool, [{ id: INCIDENTS[0] ?? "", checks: runs.slice(half - 10, half + 40) }]),
    recordAllChecks(store.pool, [
      { id: INCIDENTS[1] ?? "", checks: runs.slice(20, 60) },
      { id: INCIDENTS[0] ?? "", checks: runs.slice(half + 20) },
    ]),
  ]);
}

/** What the runs alone say of each check in a range. */
async function plainHistory(from: number, to: number) {
  const { rows } = await store.pool.query<{ incidentId: string; checkId: string; at: Date; outcome: string }>(
    `select incident_id as "incidentId", check_id as "checkId", at, outcome from plumbline.check_run
     where at between $1::timestamptz and $2::timestamptz order by at`,
    [toIso(from), toIso(to)],
  );
  return [...Map.groupBy(rows, ({ incidentId, checkId }) => `${incidentId} ${checkId}`)]
    .map(([key, runs]) => {
      const changes = runs.filter(({ outcome }, i) => outcome !== runs[i - 1]?.outcome);
      const told = changes.slice(-20).map(({ at, outcome }) => ({ at: at.toISOString(), outcome }));
      return { key, runs: runs.length, latest: runs.at(-1)?.at.toISOString(), changes: told };
    })
    .sort((a, b) => ((a.latest ?? "") > (b.latest ?? "") || (a.latest === b.latest && a.key < b.key) ? -1 : 1));
}

const historyIn = (text: string) => checkHistorySchema.parse(JSON.parse(text));

const toldHistory = async (from: number, to: number) => {
  const { checks } = await history.read({}, { from, to });
  return checks.map(historyIn).map((one) => ({
    ...{ key: `${one.incidentId} ${one.check.id}`, runs: one.runs, latest: one.check.at, changes: one.changes },
  }));
};

describe("the history of all checks", () => {
  const ranges = [
    [MIDNIGHT - 2 * DAY, NOON + 10 * DAY],
    [MIDNIGHT, NOON],
    [MIDNIGHT - 5 * HOUR, MIDNIGHT + 5 * HOUR],
    [MIDNIGHT, MIDNIGHT],
    [NOON + 20 * DAY, NOON + 21 * DAY],
  ] as const;

  test("is that of its runs, over any range, and after old runs are forgotten", async () => {
    await runChecks();
    for (const [from, to] of ranges) expect(await toldHistory(from, to)).toEqual(await plainHistory(from, to));
    // What was read before is kept: a run that is told since, late and twice as well, is in the next answer.
    const later = [MIDNIGHT + HOUR, MIDNIGHT - 3 * HOUR, MIDNIGHT + HOUR].map((at, i) => check(i % 2, at));
    for (const one of later) await recordAllChecks(store.pool, [{ id: INCIDENTS[0] ?? "", checks: [one] }]);
    for (const [from, to] of ranges) expect(await toldHistory(from, to)).toEqual(await plainHistory(from, to));
    const [from, to] = ranges[0];
    const whole = await history.read({}, { from, to });
    const next = await history.read({ limit: 3, offset: 2 }, { from, to });
    expect(next).toEqual({ ...whole, checks: whole.checks.slice(2, 5) });
    expect(whole.matching).toBe(whole.checks.length);
    await expire(store.pool, MIDNIGHT + 6 * HOUR + 2 * DAY, retentionSchema.parse({ checksDays: 2 }));
    const kept = await plainHistory(0, NOON + DAY);
    expect(kept.length).toBeGreaterThan(0);
    for (const [from, to] of ranges) expect(await toldHistory(from, to)).toEqual(await plainHistory(from, to));
    await store.pool.query("delete from plumbline.incident");
    expect((await store.pool.query("select from plumbline.check_day")).rowCount).toBe(0);
  });
});
