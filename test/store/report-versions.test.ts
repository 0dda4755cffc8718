import { afterEach, beforeEach, expect, test } from "vitest";
import { editStep } from "../../server/store/edit-incident.ts";
import { readIncident } from "../../server/store/read-incident.ts";
import {
  listReportVersions,
  markReport,
  type NewReport,
  readReportBundle,
  readReportVersion,
  saveReport,
} from "../../server/store/report-versions.ts";
import { writeWord } from "../../server/store/report-words.ts";
import { saveIncidents } from "../../server/store/save-incidents.ts";
import type { Analysis } from "../../shared/incident.ts";
import { derivationOf, incidentOf } from "./incident-builder.ts";
import { createStore, type TestStore } from "./store.ts";

const ID = "1".repeat(16);
const at = (minute: number) => Date.parse("2026-03-01T14:00:00.000Z") + minute * 60_000;
const ADA = { who: "Ada", at: at(0) };
const BOB = { who: "Bob", at: at(5) };

let store: TestStore;
beforeEach(async () => {
  store = await createStore();
  await saveIncidents(store.pool, derivationOf([incidentOf()]));
});
afterEach(() => store.close());

const analysis: Analysis = { schema: "plumbline.analysis/v1", ...derivationOf([]).analysis, incidents: [incidentOf()] };
const report = (digest: string, audience: NewReport["audience"] = "internal"): NewReport => ({
  analysis,
  bundle: Buffer.from("bundle \0 of bytes"),
  revision: 7,
  rules: { plumbline: "0.1.0", rooms: { causes: "a1" } },
  digest,
  audience,
});

test("a report is kept as it is, under the next number of its incident", async () => {
  const { version, isNew } = await saveReport(store.pool, ID, report("d1"), ADA);

  expect(isNew).toBe(true);
  expect(version).toStrictEqual({
    number: 1,
    state: "draft",
    audience: "internal",
    savedBy: "Ada",
    savedAt: "2026-03-01T14:00:00.000Z",
    markedBy: "Ada",
    markedAt: "2026-03-01T14:00:00.000Z",
    generatedAt: "2026-03-01T13:00:00.000Z",
    revision: 7,
    rules: { plumbline: "0.1.0", rooms: { causes: "a1" } },
    digest: "d1",
  });
  const kept = await readReportVersion(store.pool, ID, 1);
  expect(JSON.stringify(kept.analysis)).toBe(JSON.stringify(analysis));
  expect(Buffer.from((await readReportBundle(store.pool, ID, 1)) ?? []).toString()).toBe("bundle \0 of bytes");
  expect((await readIncident(store.pool, ID))?.events[0]).toMatchObject({
    kind: "report",
    who: "Ada",
    what: "saved version 1 of the report",
  });
});

test("the same report for the same readers is kept once; for other readers again", async () => {
  await saveReport(store.pool, ID, report("d1"), ADA);
  const again = await saveReport(store.pool, ID, report("d1"), BOB);
  expect([again.isNew, again.version.number, again.version.savedBy]).toEqual([false, 1, "Ada"]);
  expect((await saveReport(store.pool, ID, report("d1", "public"), BOB)).version.number).toBe(2);
  expect((await saveReport(store.pool, ID, report("d2"), BOB)).version.number).toBe(3);
  expect((await listReportVersions(store.pool, ID)).map(({ number }) => number)).toEqual([3, 2, 1]);
});

test("two people who save at once get numbers of their own", async () => {
  const saved = await Promise.all(
    Array.from({ length: 8 }, (_, i) => saveReport(store.pool, ID, report(`d${i}`), ADA)),
  );
  expect(saved.map(({ version }) => version.number).sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
});

test("marks say who set them; final takes no more", async () => {
  await saveReport(store.pool, ID, report("d1"), ADA);
  const review = await markReport(store.pool, ID, 1, { state: "in-review", audience: "public" }, BOB);
  expect(review).toMatchObject({ state: "in-review", audience: "public", savedBy: "Ada", markedBy: "Bob" });
  expect(await markReport(store.pool, ID, 1, { state: "in-review" }, ADA)).toStrictEqual(review);
  await markReport(store.pool, ID, 1, { state: "final" }, BOB);
  for (const marks of [{ state: "draft" }, { audience: "internal" }] as const) {
    await expect(markReport(store.pool, ID, 1, marks, ADA)).rejects.toMatchObject({
      code: "conflict",
      message: "Version 1 is final and takes no more marks: save a new version, and mark that one.",
    });
  }
  expect((await readIncident(store.pool, ID))?.events.slice(0, 2).map(({ who, what }) => `${who} ${what}`)).toEqual([
    "Bob marked version 1 of the report as final",
    "Bob marked version 1 of the report as in review, for readers outside",
  ]);
});

test("nobody can change what a version says, whatever they send to the database", async () => {
  await saveReport(store.pool, ID, report("d1"), ADA);
  await expect(store.pool.query("update plumbline.report_version set report = '{}'")).rejects.toThrow(
    "a version of a report never changes: save another one",
  );
});

test("what is not there is said", async () => {
  const nowhere = { code: "not-found", message: "There is no incident nowhere." };
  await expect(saveReport(store.pool, "nowhere", report("d1"), ADA)).rejects.toMatchObject(nowhere);
  await expect(markReport(store.pool, "nowhere", 1, { state: "draft" }, ADA)).rejects.toMatchObject(nowhere);
  const missing = { code: "not-found", message: `Incident ${ID} has no version 4 of its report.` };
  await expect(readReportVersion(store.pool, ID, 4)).rejects.toMatchObject(missing);
  await expect(markReport(store.pool, ID, 4, { state: "draft" }, ADA)).rejects.toMatchObject(missing);
});

test("what people wrote survives another derivation, is withdrawn by them alone, and leaves versions as they were", async () => {
  await writeWord(store.pool, ID, "summary", "Orders failed.", ADA);
  await writeWord(store.pool, ID, "impact-failed-requests", "75", BOB);
  await editStep(store.pool, ID, "s1", { owner: "Grace" }, BOB);
  const before = await readIncident(store.pool, ID);
  if (before === undefined) throw new Error("no incident");
  await saveReport(store.pool, ID, { ...report("d1"), analysis: { ...analysis, incidents: [before.incident] } }, ADA);

  await saveIncidents(store.pool, derivationOf([incidentOf({ lastSeen: "2026-03-01T15:00:00.000Z" })]));
  await writeWord(store.pool, ID, "summary", null, BOB);

  const after = await readIncident(store.pool, ID);
  expect(after?.incident.lastSeen).toBe("2026-03-01T15:00:00.000Z");
  expect(after?.incident.impact.failedRequests).toBe(75);
  expect(after?.incident.people).toEqual([
    { field: "impact-failed-requests", text: "75", who: "Bob", at: "2026-03-01T14:05:00.000Z", instead: "60" },
    { field: "step:s1:owner", text: "Grace", who: "Bob", at: "2026-03-01T14:05:00.000Z" },
  ]);
  expect(after?.events.map(({ who, what }) => `${who} ${what}`)).toContain("Bob withdrew the executive summary");
  const kept = await readReportVersion(store.pool, ID, 1);
  expect(kept.analysis.incidents[0]?.people?.map(({ field }) => field)).toContain("summary");
});

test("the same words again are no edit", async () => {
  const first = await writeWord(store.pool, ID, "lessons-lucky", "It was \0 Sunday.", ADA);
  const again = await writeWord(store.pool, ID, "lessons-lucky", "It was \0 Sunday.", BOB);
  expect(again.revision).toBe(first.revision);
  expect(again.incident.people?.[0]).toMatchObject({ text: "It was \ufffd Sunday.", who: "Ada" });
});
