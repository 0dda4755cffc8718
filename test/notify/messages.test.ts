import { expect, test } from "vitest";
import { messagesOf } from "../../server/notify/messages.ts";
import type { Incident } from "../../shared/incident.ts";
import { webhookEventSchema } from "../../shared/webhook.ts";
import { incidentOf } from "../store/incident-builder.ts";
import { configOf } from "./webhook.ts";

const NOW = Date.parse("2026-03-01T13:00:00.000Z");
const ALL = [
  "incident.opened",
  "incident.updated",
  "incident.resolved",
  "incident.reopened",
  "incident.acknowledged",
  "incident.root_cause_changed",
  "incident.remediation_changed",
  "incident.verified",
  "check.changed",
];
const URL = "https://hooks.example";
const base = incidentOf();

function typesOf(before: Incident | undefined, after: Incident, events?: string[]): string[] {
  const config = configOf({ name: "pager", url: URL, ...(events === undefined ? {} : { events }) });
  const change = { ...(before === undefined ? {} : { before }), after, revision: 7, isSample: false };
  return messagesOf(change, config.webhooks, NOW).map(({ type }) => type);
}

const open = (overrides: Partial<Incident> = {}) => incidentOf(overrides);
const criterion = base.remediation.successCriteria[0]!;
const metCriteria = { ...base.remediation, successCriteria: [{ ...criterion, state: "met" as const }] };
const hypothesis = base.hypotheses[0]!;
const check = base.checks[0]!;

test.each<[string, Incident | undefined, Incident, string[]]>([
  ["a new incident", undefined, open(), ["incident.opened"]],
  [
    "a new incident that is over already",
    undefined,
    open({ status: "resolved" }),
    ["incident.opened", "incident.resolved"],
  ],
  ["another severity", open(), open({ severity: "critical" }), ["incident.updated"]],
  ["another title", open(), open({ title: "POST /api/orders fails" }), ["incident.updated"]],
  ["another period in the title", open({ title: "Fails every 60 s" }), open({ title: "Fails every 61 s" }), []],
  ["recovering", open(), open({ status: "recovering" }), ["incident.updated"]],
  ["resolved", open({ status: "recovering" }), open({ status: "resolved" }), ["incident.resolved"]],
  ["failing again", open({ status: "resolved" }), open(), ["incident.reopened"]],
  ["acknowledged", open(), open({ status: "acknowledged" }), ["incident.updated", "incident.acknowledged"]],
  [
    "a root cause that is known no more",
    open(),
    open({ rootCause: null }),
    ["incident.updated", "incident.root_cause_changed"],
  ],
  [
    "another root cause under the same id",
    open(),
    open({ hypotheses: [{ ...hypothesis, title: "Relation users is missing" }] }),
    ["incident.updated", "incident.root_cause_changed"],
  ],
  [
    "every watched criterion met",
    open(),
    open({ remediation: metCriteria }),
    ["incident.updated", "incident.remediation_changed", "incident.verified"],
  ],
  ["a check that answers otherwise", open(), open({ checks: [{ ...check, outcome: "refuted" }] }), ["check.changed"]],
  ["a new check", open({ checks: [] }), open(), []],
  ["a headline that only words it otherwise", open(), open({ headline: "It fails." }), []],
  ["a little more of the same", open(), open({ impact: { ...base.impact, failedRequests: 63 } }), []],
  ["a doubling", open(), open({ impact: { ...base.impact, failedRequests: 64 } }), ["incident.updated"]],
  ["fewer", open(), open({ impact: { ...base.impact, failedRequests: 1 }, symptoms: [] }), []],
  ["muting", open(), open({ status: "muted" }), ["incident.updated"]],
  ["whatever happens while muted", open({ status: "muted" }), open({ status: "muted", severity: "low" }), []],
])("%s is told as it is", (_name, before, after, types) => {
  expect(typesOf(before, after, ALL)).toStrictEqual(types);
});

test("an endpoint that names no events hears of each change once at most", () => {
  expect(typesOf(open(), open({ status: "acknowledged", rootCause: null, remediation: metCriteria }))).toStrictEqual([
    "incident.updated",
  ]);
});

test("a message is a valid event whose id can be signed, and says what changed", () => {
  const config = configOf({ name: "pager", url: URL });
  const change = { before: open(), after: open({ severity: "critical" }), revision: 7, isSample: false };

  const [message] = messagesOf(change, config.webhooks, NOW);

  const event = webhookEventSchema.parse(JSON.parse(message?.body ?? ""));
  expect(message?.id).toBe("msg_1111111111111111_7_incident_updated");
  expect(message?.endpoints).toStrictEqual(["pager"]);
  expect(event).toMatchObject({
    type: "incident.updated",
    timestamp: "2026-03-01T13:00:00.000Z",
    data: {
      incident: { key: "1111111111111111", revision: 7, rootCause: { family: "schema.missing-relation" } },
      changes: [{ field: "severity", name: null, from: "high", to: "critical" }],
      cut: [],
    },
  });
});

test("growth alone has an id of its size, so that a count that swings around a limit is told once", () => {
  const grown = open({ impact: { ...base.impact, failedRequests: 64 } });
  const idsAt = (revision: number) =>
    messagesOf({ before: open(), after: grown, revision, isSample: false }, configOf({ url: URL }).webhooks, NOW).map(
      ({ id }) => id,
    );

  expect(idsAt(7)).toStrictEqual(["msg_1111111111111111_failures6_incident_updated"]);
  expect(idsAt(9)).toStrictEqual(idsAt(7));
});

test.each<[string, Record<string, unknown>, Partial<Incident>, Partial<Incident> | undefined, boolean, boolean]>([
  ["any incident", {}, {}, undefined, false, true],
  ["the sample's incident", {}, {}, undefined, true, false],
  ["the sample's incident where that is wanted", { sample: true }, {}, undefined, true, true],
  ["its environment", { environments: ["staging"] }, {}, undefined, false, true],
  ["another environment", { environments: ["production"] }, {}, undefined, false, false],
  ["another service", { services: ["web"] }, {}, undefined, false, false],
  ["severe enough", { minSeverity: "high" }, { severity: "critical" }, undefined, false, true],
  ["not severe enough", { minSeverity: "high" }, { severity: "medium" }, undefined, false, false],
  ["no longer severe enough", { minSeverity: "high" }, { severity: "low" }, { severity: "high" }, false, true],
  [
    "resolved when it was mild",
    { minSeverity: "high" },
    { severity: "low", status: "resolved" },
    { severity: "low" },
    false,
    true,
  ],
])("an endpoint's filter: %s", (_name, filter, after, before, isSample, isTold) => {
  const change = {
    ...(before === undefined ? {} : { before: open(before) }),
    after: open(after),
    revision: 7,
    isSample,
  };

  const messages = messagesOf(change, configOf({ name: "pager", url: URL, ...filter }).webhooks, NOW);

  expect(messages.length > 0).toBe(isTold);
});
