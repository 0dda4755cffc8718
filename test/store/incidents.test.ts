import { afterEach, beforeEach, expect, test } from "vitest";
import { listChecks, recordChecks } from "../../server/store/checks.ts";
import { acknowledge, addComment, answerWhy, editStep, mute } from "../../server/store/edit-incident.ts";
import { createIncidentList } from "../../server/store/list-incidents.ts";
import { loadDerived } from "../../server/store/read-held.ts";
import { readIncident } from "../../server/store/read-incident.ts";
import { saveIncidents } from "../../server/store/save-incidents.ts";
import { incidentSummarySchema } from "../../shared/api.ts";
import { listIncidents } from "../lib/list-incidents.ts";
import { check, derivationOf, incidentOf } from "./incident-builder.ts";
import { createStore, type TestStore } from "./store.ts";

const ID = "1".repeat(16);
const EDITOR = { who: "Ada", at: Date.parse("2026-03-01T14:00:00.000Z") };

let store: TestStore;
beforeEach(async () => {
  store = await createStore();
});
afterEach(() => store.close());

test("an incident comes back byte for byte, hostile text included", async () => {
  const incident = incidentOf();

  const changes = await saveIncidents(store.pool, derivationOf([incident]));

  const read = await readIncident(store.pool, ID);
  expect(changes).toStrictEqual([{ after: incident, revision: 1, isSample: false }]);
  expect(JSON.stringify(read?.incident)).toBe(JSON.stringify(incident));
  expect(read?.events).toStrictEqual([
    {
      id: "1",
      at: "2026-03-01T13:00:00.000Z",
      kind: "opened",
      who: "Plumbline",
      what: "opened the incident",
      why: null,
    },
  ]);
  expect(read?.analysis).toStrictEqual(derivationOf([]).analysis);
  expect(await readIncident(store.pool, "nowhere")).toBeUndefined();
});

test("looking again and seeing the same is no change, though the check's time is new", async () => {
  await saveIncidents(store.pool, derivationOf([incidentOf()]));
  const later = check("2026-03-01T13:30:00.000Z");

  const changes = await saveIncidents(store.pool, derivationOf([incidentOf({ checks: [later] })]));

  const read = await readIncident(store.pool, ID);
  expect(changes).toStrictEqual([]);
  expect(read?.revision).toBe(1);
  expect(read?.incident.checks).toStrictEqual([later]);
});

test("a change makes a greater revision, and tells what was before", async () => {
  await saveIncidents(store.pool, derivationOf([incidentOf()]));

  const changes = await saveIncidents(store.pool, derivationOf([incidentOf({ status: "recovering" })]));

  expect(changes).toStrictEqual([
    { before: incidentOf(), after: incidentOf({ status: "recovering" }), revision: 2, isSample: false },
  ]);
  expect(await loadDerived(store.pool, [ID])).toStrictEqual([incidentOf({ status: "recovering" })]);
});

test("people's edits outlive the next analysis, are attributed, and leave what was derived alone", async () => {
  await saveIncidents(store.pool, derivationOf([incidentOf()]));
  await acknowledge(store.pool, ID, EDITOR);
  const edited = await editStep(store.pool, ID, "s1", { status: "in-progress", owner: "Grace" }, EDITOR);
  await editStep(store.pool, ID, "s2", { status: "todo" }, EDITOR);
  await answerWhy(store.pool, ID, "w5", "The job was switched off.", EDITOR);
  await addComment(store.pool, ID, "On it.", EDITOR);

  await saveIncidents(store.pool, derivationOf([incidentOf({ severity: "low" })]));

  const read = await readIncident(store.pool, ID);
  const [first, second] = read?.incident.remediation.steps ?? [];
  expect(edited.step).toStrictEqual({
    id: "s1",
    title: "Create the table",
    detail: "Run it.",
    kind: "fix",
    status: "in-progress",
    owner: "Grace",
  });
  expect([read?.incident.status, read?.incident.severity, first?.owner]).toStrictEqual([
    "acknowledged",
    "low",
    "Grace",
  ]);
  expect(second?.status, "a live check saw it").toBe("verified");
  expect(read?.incident.fiveWhys[0]).toMatchObject({
    answer: "The job was switched off.",
    status: "answered",
    evidenceIds: ["person:w5"],
  });
  expect(read?.incident.timeline.at(-1)).toStrictEqual({
    at: "2026-03-01T14:00:00.000Z",
    kind: "person",
    statement: "Ada answered: The job was switched off.",
    evidenceId: "person:w5",
  });
  expect(read?.edits.map(({ stepId, field, from, to, who }) => [stepId, field, from, to, who])).toStrictEqual([
    ["s1", "owner", null, "Grace", "Ada"],
    ["s1", "status", "todo", "in-progress", "Ada"],
    ["s2", "status", "verified", "todo", "Ada"],
  ]);
  expect(read?.events.map(({ who, what }) => `${who} ${what}`)).toContain(
    "Ada set the owner of “Create the table” from nobody to Grace",
  );
  expect(await loadDerived(store.pool, [ID])).toStrictEqual([incidentOf({ severity: "low" })]);
});

test("an acknowledgement ends with its incident; one that comes back is open", async () => {
  await saveIncidents(store.pool, derivationOf([incidentOf()]));
  await acknowledge(store.pool, ID, EDITOR);
  const again = await acknowledge(store.pool, ID, EDITOR);
  await saveIncidents(store.pool, derivationOf([incidentOf({ status: "resolved" })]));

  const [change] = await saveIncidents(store.pool, derivationOf([incidentOf()]));

  expect(again.revision, "acknowledging twice is no change").toBe(2);
  expect(change?.after.status).toBe("open");
});

test("a muted incident stays muted until a person lifts it", async () => {
  await saveIncidents(store.pool, derivationOf([incidentOf()]));
  await mute(store.pool, ID, true, EDITOR);
  await saveIncidents(store.pool, derivationOf([incidentOf({ status: "resolved" })]));
  const muted = await readIncident(store.pool, ID);

  const lifted = await mute(store.pool, ID, false, EDITOR);

  expect([muted?.incident.status, lifted.incident.status]).toStrictEqual(["muted", "resolved"]);
});

test("an edit of what does not exist says so", async () => {
  await saveIncidents(store.pool, derivationOf([incidentOf()]));

  await expect(acknowledge(store.pool, "x", EDITOR)).rejects.toThrow("There is no incident x.");
  await expect(editStep(store.pool, ID, "x", { owner: "A" }, EDITOR)).rejects.toThrow(`Incident ${ID} has no step x.`);
  await expect(answerWhy(store.pool, ID, "x", "y", EDITOR)).rejects.toThrow(`Incident ${ID} has no why x.`);
});

test("edits of two people at once both count", async () => {
  await saveIncidents(store.pool, derivationOf([incidentOf()]));

  await Promise.all([
    editStep(store.pool, ID, "s1", { owner: "Grace" }, EDITOR),
    editStep(store.pool, ID, "s1", { status: "done" }, { ...EDITOR, who: "Bob" }),
  ]);

  const read = await readIncident(store.pool, ID);
  expect(read?.incident.remediation.steps[0]).toMatchObject({ owner: "Grace", status: "done" });
  expect((await listIncidents(store.pool, {})).incidents[0]?.remediation.done).toBe(2);
});

test("the list has active ones first, then by severity, then the last seen; filters and totals count the whole", async () => {
  const incidents = [
    incidentOf({ id: "a".repeat(16), status: "resolved", severity: "critical" }),
    incidentOf({ id: "b".repeat(16), severity: "low", service: "worker" }),
    incidentOf({ id: "c".repeat(16), severity: "critical", lastSeen: "2026-03-01T13:00:00.000Z" }),
    incidentOf({ id: "d".repeat(16), severity: "critical", lastSeen: "2026-03-01T13:00:01.000Z", environment: "live" }),
  ];
  await saveIncidents(store.pool, derivationOf(incidents));
  const idsOf = async (filter: Parameters<typeof listIncidents>[1]) =>
    (await listIncidents(store.pool, filter)).incidents.map(({ id }) => id[0]).join("");

  const all = await listIncidents(store.pool, { limit: 2 });

  expect(all.matching).toBe(4);
  expect(all.totals).toStrictEqual({ all: 4, active: 3 });
  expect(all.facets).toStrictEqual({ environments: ["live", "staging"], services: ["api", "worker"] });
  expect(all.incidents[0]).toMatchObject({ symptom: { groupId: "g2", count: 60 }, moreSymptoms: 1, revision: 4 });
  expect(all.incidents[0]?.cause?.title).toBe("Relation orders is missing");
  expect(await idsOf({})).toBe("dcba");
  expect(await idsOf({ status: "open", severity: "critical,low" })).toBe("dcb");
  expect(await idsOf({ limit: 2, offset: 1 })).toBe("cb");
  expect(await idsOf({ offset: 4 })).toBe("");
  expect(await idsOf({ environment: "live" })).toBe("d");
  expect(await idsOf({ service: "worker, nothing" })).toBe("b");
  expect(await idsOf({ q: "MISSING-Relation" })).toBe("dcba");
  expect(await idsOf({ q: "%" }), "no wildcard").toBe("");
});

test("a list that gave its rows before gives what changed in them since", async () => {
  const list = createIncidentList(store.pool);
  const titles = async () =>
    (await list.read({})).incidents.map((text) => incidentSummarySchema.parse(JSON.parse(text)).title);
  const before = ["a", "b"].map((letter) => incidentOf({ id: letter.repeat(16), title: `${letter} of before` }));
  await saveIncidents(store.pool, derivationOf(before));
  expect(await titles()).toStrictEqual(["a of before", "b of before"]);

  await saveIncidents(store.pool, derivationOf([incidentOf({ id: "b".repeat(16), title: "b of now" })]));

  expect(await titles()).toStrictEqual(["a of before", "b of now"]);
});

test("runs of checks are kept, newest first, each once", async () => {
  await saveIncidents(store.pool, derivationOf([incidentOf()]));
  const first = check("2026-03-01T13:00:00.000Z");
  const second = check("2026-03-01T13:30:00.000Z");

  await recordChecks(store.pool, ID, [first]);
  await recordChecks(store.pool, ID, [first, second]);

  expect(await listChecks(store.pool, ID, null)).toStrictEqual([second, first]);
  expect(await listChecks(store.pool, ID, "other")).toStrictEqual([]);
});
