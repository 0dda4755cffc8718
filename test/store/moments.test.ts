import { afterEach, beforeEach, expect, test } from "vitest";
import { addComment, editStep } from "../../server/store/edit-incident.ts";
import { listMoments, readMoment } from "../../server/store/incident-moments.ts";
import { readIncidentAt } from "../../server/store/read-incident.ts";
import { type Derivation, saveIncidents } from "../../server/store/save-incidents.ts";
import { thinMoments } from "../../server/store/thin-moments.ts";
import type { Incident } from "../../shared/incident.ts";
import { DAY, HOUR, MINUTE, SECOND, toIso } from "../../shared/time.ts";
import { check, derivationOf, incidentOf } from "./incident-builder.ts";
import { createStore, type TestStore } from "./store.ts";

const ID = "1".repeat(16);
const OPENED = Date.parse("2026-03-01T03:00:00.000Z");

let store: TestStore;
beforeEach(async () => {
  store = await createStore();
});
afterEach(() => store.close());

/** A look at `at` that derives this incident. */
async function look(at: number, overrides: Partial<Incident> = {}): Promise<void> {
  const usual = derivationOf([incidentOf(overrides)]);
  const derivation: Derivation = {
    ...usual,
    react: ({ before }) => ({
      events:
        before === undefined ? [{ at, kind: "opened", who: "Plumbline", what: "opened the incident", why: null }] : [],
      messages: [],
    }),
  };
  await saveIncidents(store.pool, { ...derivation, analysis: { ...usual.analysis, generatedAt: toIso(at) } });
}

const counted = (count: number): Partial<Incident> => ({
  impact: { ...incidentOf().impact, failedRequests: count },
});

const shownAt = async (at: number) => (await readMoment(store.pool, ID, at))?.incident;

test("what was known at a moment comes back whole, hostile text included", async () => {
  await look(OPENED, { severity: "low" });
  await look(OPENED + 5 * MINUTE, { severity: "critical" });

  expect(await shownAt(OPENED + MINUTE)).toStrictEqual(incidentOf({ severity: "low" }));
  expect(await shownAt(OPENED + 5 * MINUTE)).toStrictEqual(incidentOf({ severity: "critical" }));
  const past = (await readIncidentAt(store.pool, ID, OPENED + MINUTE))?.past;
  expect(past).toStrictEqual({
    at: toIso(OPENED + MINUTE),
    from: toIso(OPENED),
    until: toIso(OPENED + 5 * MINUTE),
  });
});

test("before it was opened nothing was known, and the answer says when it was", async () => {
  await look(OPENED);

  await expect(readIncidentAt(store.pool, ID, OPENED - 1)).rejects.toThrow(
    `Incident ${ID} was not known at 2026-03-01T02:59:59.999Z: it was opened at 2026-03-01T03:00:00.000Z.`,
  );
  expect(await readIncidentAt(store.pool, "nowhere", OPENED)).toBeUndefined();
});

test("while only counts move one moment a minute is kept, with the last counts of the minute", async () => {
  await look(OPENED, counted(1));
  for (let i = 1; i <= 12; i += 1) await look(OPENED + i * 10 * SECOND, counted(1 + i));

  const moments = (await listMoments(store.pool, ID))?.moments;
  expect(moments?.map(({ at, changes }) => [at.slice(11, 19), changes.length])).toStrictEqual([
    ["03:00:00", 1],
    ["03:00:50", 0],
    ["03:01:50", 0],
    ["03:02:00", 0],
  ]);
  expect((await shownAt(OPENED + HOUR))?.impact.failedRequests).toBe(13);
  expect((await shownAt(OPENED + 100 * SECOND))?.impact.failedRequests).toBe(6);
});

test("looking again and seeing the same keeps nothing", async () => {
  await look(OPENED);
  await look(OPENED + 2 * MINUTE, { checks: [check(toIso(OPENED + 2 * MINUTE))] });

  expect((await listMoments(store.pool, ID))?.moments).toHaveLength(1);
});

test("state, severity, cause, checks, steps and criteria are told in words that a program can read", async () => {
  const before = incidentOf();
  await look(OPENED);
  await look(OPENED + SECOND, {
    status: "resolved",
    severity: "low",
    rootCause: null,
    checks: before.checks.map((one) => ({ ...one, outcome: "refuted" as const })),
    remediation: {
      ...before.remediation,
      phase: "closed",
      steps: before.remediation.steps.map((step) => ({ ...step, status: "verified" as const })),
      successCriteria: before.remediation.successCriteria.map((one) => ({ ...one, state: "met" as const })),
    },
  });

  const moments = (await listMoments(store.pool, ID))?.moments ?? [];
  expect(moments[0]).toStrictEqual({
    at: toIso(OPENED),
    revision: 1,
    who: "Plumbline",
    changes: [{ field: "opened", name: null, from: null, to: "GET /api/orders fails" }],
  });
  expect(moments[1]?.changes).toStrictEqual([
    { field: "status", name: null, from: "open", to: "resolved" },
    { field: "severity", name: null, from: "high", to: "low" },
    { field: "cause", name: null, from: "Relation orders is missing", to: null },
    { field: "confidence", name: null, from: "confirmed, 97 %", to: null },
    { field: "phase", name: null, from: "root-cause", to: "closed" },
    { field: "check", name: "relation orders in staging", from: "confirmed", to: "refuted" },
    { field: "step", name: "Create the table", from: "todo", to: "verified" },
    { field: "criterion", name: "No more", from: "unmet", to: "met" },
  ]);
});

test("people's edits and comments are those of that time", async () => {
  await look(OPENED);
  const editor = (minutes: number) => ({ who: "Ada", at: OPENED + minutes * MINUTE });
  await editStep(store.pool, ID, "s1", { owner: "Grace" }, editor(1));
  await addComment(store.pool, ID, "On it.", editor(2));
  await editStep(store.pool, ID, "s1", { owner: "Linus" }, editor(3));

  const at = async (minutes: number) => readIncidentAt(store.pool, ID, OPENED + minutes * MINUTE);
  const [first, second, third] = [await at(1), await at(2.5), await at(3)];
  expect([first, second, third].map((one) => one?.incident.remediation.steps[0]?.owner)).toStrictEqual([
    "Grace",
    "Grace",
    "Linus",
  ]);
  expect(first?.events.map(({ kind }) => kind)).toStrictEqual(["step", "opened"]);
  expect(second?.events.map(({ kind }) => kind)).toStrictEqual(["comment", "step", "opened"]);
  expect(second?.edits.map(({ to }) => to)).toStrictEqual(["Grace"]);
  const { moments = [] } = (await listMoments(store.pool, ID)) ?? {};
  expect(moments.map(({ who, changes }) => [who, changes.map(({ field, to }) => `${field}: ${to}`)])).toStrictEqual([
    ["Plumbline", ["opened: GET /api/orders fails"]],
    ["Ada", ["step: todo, Grace"]],
    ["Ada", ["note: commented: On it."]],
    ["Ada", ["step: todo, Linus"]],
  ]);
});

test("a moment is never earlier than the one before it, whatever the clocks of two writers say", async () => {
  await look(OPENED);
  await editStep(store.pool, ID, "s1", { owner: "Grace" }, { who: "Ada", at: OPENED + 3 * MINUTE });
  await look(OPENED + 2 * MINUTE, { severity: "low" });

  const { moments = [] } = (await listMoments(store.pool, ID)) ?? {};
  expect(moments.map(({ at }) => at.slice(11, 19))).toStrictEqual(["03:00:00", "03:03:00", "03:03:00"]);
  const then = await shownAt(OPENED + 2.5 * MINUTE);
  expect([then?.severity, then?.remediation.steps[0]?.owner]).toStrictEqual(["high", null]);
});

test("the history stays bounded: counts thin out with age, changes stay, and of what is too old the last", async () => {
  await look(OPENED, counted(1));
  for (let i = 1; i <= 180; i += 1) await look(OPENED + i * MINUTE, counted(1 + i));
  await look(OPENED + 181 * MINUTE, { ...counted(181), severity: "low" });
  const times = async () => ((await listMoments(store.pool, ID))?.moments ?? []).map(({ at }) => at.slice(11, 16));

  const now = OPENED + 181 * MINUTE;
  expect(await thinMoments(store.pool, now, 30)).toBe(108);
  const kept = await times();
  expect(kept.slice(0, 5)).toStrictEqual(["03:00", "03:09", "03:19", "03:29", "03:39"]);
  expect(kept.length).toBe(74);
  expect(await thinMoments(store.pool, now, 30), "again finds nothing").toBe(0);

  await thinMoments(store.pool, now + 2 * DAY, 30);
  expect(await times()).toStrictEqual(["03:00", "03:59", "04:59", "05:59", "06:00", "06:01"]);

  await thinMoments(store.pool, now + 31 * DAY, 30);
  expect(await times()).toStrictEqual(["06:01"]);
  await expect(readIncidentAt(store.pool, ID, OPENED + HOUR)).rejects.toThrow(
    `What was known of incident ${ID} at 2026-03-01T04:00:00.000Z is not kept: its history is kept from 2026-03-01T06:01:00.000Z on.`,
  );
});
