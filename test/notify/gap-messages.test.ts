import { expect, test } from "vitest";
import { namedWebhooks } from "../../server/notify/endpoint-names.ts";
import { webhookFormats } from "../../server/notify/formats/index.ts";
import { gapMessages } from "../../server/notify/gap-messages.ts";
import { requestOf } from "../../server/notify/request.ts";
import type { StoredGap } from "../../shared/gap.ts";
import { webhookEventSchema } from "../../shared/webhook.ts";
import { configOf, webhookOf } from "./webhook.ts";

const NOW = Date.parse("2026-03-01T13:00:00.000Z");
const GAP: StoredGap = {
  id: "gap_0123456789abcdef",
  source: "cloud-logging shop-staging",
  kind: "disconnect",
  from: "2026-03-01T12:50:00.000Z",
  to: null,
  reason: "the live stream ended (Cloud Logging is out of reach)",
  suppressed: null,
  filler: "list",
  filledAt: null,
  filledBy: null,
  revision: 1,
};
const ENDED = { ...GAP, to: "2026-03-01T12:55:00.000Z", revision: 2 };
const FILLED = { ...ENDED, filledAt: "2026-03-01T12:57:00.000Z", filledBy: "the polls", revision: 3 };
const EVENTS = { events: ["source.gap"] };
const PLACE = { environment: "staging", now: NOW };

test("one message for all who want it, under an id of the gap and its revision", () => {
  const { webhooks } = configOf(
    { name: "a", url: "https://a.example", ...EVENTS },
    { name: "silent", url: "https://b.example" },
    { name: "c", url: "https://c.example", ...EVENTS, environments: ["staging"], minSeverity: "critical" },
    { name: "elsewhere", url: "https://d.example", ...EVENTS, environments: ["production"] },
  );

  expect(gapMessages(webhooks, ENDED, PLACE)).toStrictEqual([
    {
      id: "msg_gap_0123456789abcdef_2_source_gap",
      type: "source.gap",
      endpoints: ["a", "c"],
      body: JSON.stringify({
        type: "source.gap",
        timestamp: "2026-03-01T13:00:00.000Z",
        data: {
          gap: {
            key: "gap_0123456789abcdef",
            revision: 2,
            state: "ended",
            source: "cloud-logging shop-staging",
            environment: "staging",
            kind: "disconnect",
            from: "2026-03-01T12:50:00.000Z",
            to: "2026-03-01T12:55:00.000Z",
            reason: "the live stream ended (Cloud Logging is out of reach)",
            suppressed: null,
            filler: "list",
            filledAt: null,
            filledBy: null,
          },
          cut: [],
        },
      }),
    },
  ]);
});

test("an endpoint that names environments hears of sources that belong to none", () => {
  const { webhooks } = configOf({ name: "a", url: "https://a.example", ...EVENTS, environments: ["production"] });

  expect(gapMessages(webhooks, GAP, { ...PLACE, environment: undefined })).toHaveLength(1);
  expect(gapMessages(webhooks, GAP, PLACE)).toStrictEqual([]);
});

test("without an endpoint that wants it there is no message", () => {
  expect(gapMessages(configOf({ url: "https://a.example" }).webhooks, GAP, PLACE)).toStrictEqual([]);
});

test("a long reason is cut, and that is said", () => {
  const { webhooks } = configOf({ name: "a", url: "https://a.example", ...EVENTS });
  const [message] = gapMessages(webhooks, { ...GAP, reason: "x".repeat(5000) }, PLACE);
  const event = webhookEventSchema.parse(JSON.parse(message?.body ?? ""));

  expect(event.data).toMatchObject({ cut: ["reason: 1,000 of 5,000 characters"] });
});

function sentAs(format: string, gap: StoredGap) {
  const given = { format, routingKey: "a".repeat(32), template: '{"t":"{{title}}: {{text}}","s":"{{status}}"}' };
  const webhook = webhookOf({ ...given, ...EVENTS, dashboardUrl: "https://plumbline.example" });
  const [message] = gapMessages(namedWebhooks([webhook]), gap, PLACE);
  const request = requestOf({ id: "msg_1", body: message?.body ?? "" }, webhook, NOW);
  return { ...request, body: JSON.parse(request.body) };
}

test.each([
  [GAP, "trigger", "firing", "open"],
  [ENDED, "trigger", "firing", "recovering"],
  [FILLED, "resolve", "resolved", "resolved"],
  [{ ...ENDED, filler: "senders" as const }, "resolve", "resolved", "resolved"],
])("a gap opens, ends and is over like an alert: case %#", (gap, action, status, state) => {
  expect(sentAs("pagerduty", gap).body).toMatchObject({
    event_action: action,
    dedup_key: "plumbline:gap_0123456789abcdef",
    client_url: "https://plumbline.example/sources",
    payload: { source: "cloud-logging shop-staging" },
  });
  expect(sentAs("alertmanager", gap).body).toMatchObject({
    status,
    groupKey: '{}:{incident="gap_0123456789abcdef"}',
    alerts: [{ status, startsAt: GAP.from, labels: { alertname: "PlumblineSourceGap", environment: "staging" } }],
  });
  expect(sentAs("template", gap).body).toMatchObject({ s: state });
});

test("CloudEvents name the gap", () => {
  expect(sentAs("cloudevents", GAP).headers).toMatchObject({
    "ce-type": "plumbline.source.gap",
    "ce-subject": "gaps/gap_0123456789abcdef",
  });
});

test.each(webhookFormats.map(({ id }) => id))(
  "%s says which source, why, and that the polls will fill it",
  (format) => {
    const text = JSON.stringify(sentAs(format, ENDED).body).replaceAll("\\\\", "");

    expect(text).toContain("cloud-logging shop-staging");
    expect(text.toLowerCase()).toContain("the live stream ended");
    if (!["standard", "cloudevents", "alertmanager", "template"].includes(format)) {
      expect(text).toContain("Not filled yet; the polls will do that");
      expect(text).not.toContain("Open the incident");
    }
  },
);
