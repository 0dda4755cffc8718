import fc from "fast-check";
import { expect, test } from "vitest";
import { webhookFormats } from "../../server/notify/formats/index.ts";
import { MAX_BODY_BYTES, messagesOf } from "../../server/notify/messages.ts";
import { requestOf } from "../../server/notify/request.ts";
import type { Incident } from "../../shared/incident.ts";
import { type WebhookEvent, webhookEventSchema } from "../../shared/webhook.ts";
import { webhookExample } from "../../shared/webhook-schema.ts";
import { incidentOf } from "../store/incident-builder.ts";
import { webhookOf } from "./webhook.ts";

const NOW = Date.parse("2026-03-01T13:00:00.000Z");
const DASHBOARD = "https://plumbline.example";
const EVENTS = ["incident.opened", "incident.updated", "incident.resolved", "incident.reopened", "check.changed"];
const TEMPLATE = '{"text":"{{title}} {{text}} {{changes}}","cut":"{{cut}}"}';
const webhooks = webhookFormats.map(({ id }) =>
  webhookOf({ format: id, events: EVENTS, routingKey: "a".repeat(32), template: TEMPLATE, dashboardUrl: DASHBOARD }),
);

/** Where each format says what was left out. */
const CUT_SHOWN: Record<string, RegExp> = {
  standard: /"cut":\["/,
  cloudevents: /"cut":\["/,
  alertmanager: /"cut":"[^"]/,
  pagerduty: /"cut":\["/,
  slack: /Shortened: /,
  "google-chat": /Shortened: /,
  teams: /Shortened: /,
  template: /"cut":"[^"]/,
};

/** Mostly short; now and then thousands of characters that are awkward to escape, or half a character. */
const text = fc.oneof(
  { weight: 40, arbitrary: fc.string({ maxLength: 30 }) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(
        fc.constantFrom("<", '"', "\\", "\0", "\u0007", "é", "𝄞", "\ud800", "&*_", "a line\n", "</b>"),
        fc.nat(4000),
      )
      .map(([unit, times]) => unit.repeat(times)),
  },
);
const few = <T>(of: fc.Arbitrary<T>) =>
  fc.oneof(
    { weight: 9, arbitrary: fc.array(of, { maxLength: 3 }) },
    { weight: 1, arbitrary: fc.array(of, { maxLength: 60, size: "max" }) },
  );
const [step, criterion, symptom, check, hypothesis] = (() => {
  const { remediation, symptoms, checks, hypotheses } = incidentOf();
  return [remediation.steps[0]!, remediation.successCriteria[0]!, symptoms[0]!, checks[0]!, hypotheses[0]!] as const;
})();
const incident: fc.Arbitrary<Incident> = fc
  .record({
    title: text,
    headline: text,
    environment: text,
    service: text,
    severityReason: text,
    severity: fc.constantFrom("critical", "high", "medium", "low"),
    status: fc.constantFrom("open", "acknowledged", "recovering", "resolved"),
    symptoms: few(fc.record({ title: text, count: fc.nat() }).map((one) => ({ ...symptom, ...one }))),
    hypotheses: fc.record({ title: text, component: text }).map((one) => [{ ...hypothesis, ...one }]),
    steps: few(fc.record({ id: text, title: text, owner: fc.option(text) }).map((one) => ({ ...step, ...one }))),
    criteria: few(fc.record({ id: text, title: text, reason: text }).map((one) => ({ ...criterion, ...one }))),
    checks: few(fc.record({ target: text, statement: text }).map((one) => ({ ...check, ...one }))),
  })
  .map(({ steps, criteria, ...rest }) =>
    incidentOf({ ...rest, remediation: { phase: "fix", steps, successCriteria: criteria } }),
  );

function bodiesOf(before: Incident | undefined, after: Incident): string[] {
  const change = { ...(before === undefined ? {} : { before }), after, revision: 7, isSample: false };
  return messagesOf(change, webhooks.slice(0, 1), NOW).map(({ body }) => body);
}

/** More by EVENTS=10000. */
const LEAST_EVENTS = Number(process.env.EVENTS ?? 2500);

test("no message of any format is over its receiver's limit, whatever the incident, and every cut is visible", () => {
  let [events, cuts] = [0, 0];
  for (let seed = 0; events < LEAST_EVENTS; seed += 1) {
    fc.assert(
      fc.property(fc.option(incident, { nil: undefined }), incident, (before, after) => {
        for (const body of bodiesOf(before, after)) {
          events += 1;
          cuts += checkAllFormats(body) ? 1 : 0;
        }
      }),
      { numRuns: 500, seed },
    );
  }
  expect(cuts).toBeGreaterThan(LEAST_EVENTS / 10);
  expect(events - cuts).toBeGreaterThan(LEAST_EVENTS / 10);
});

/** Whether the event was cut. */
function checkAllFormats(body: string): boolean {
  const event = webhookEventSchema.parse(JSON.parse(body));
  expect(Buffer.byteLength(body)).toBeLessThanOrEqual(MAX_BODY_BYTES);
  const isCut = "cut" in event.data && event.data.cut.length > 0;
  for (const [i, format] of webhookFormats.entries()) {
    const sent = requestOf({ id: "msg_1", body }, webhooks[i]!, NOW);
    if (Buffer.byteLength(sent.body) > format.limits.bodyBytes) throw new Error(`${format.id} is too long`);
    if (/[^\x20-\x7e]/.test(Object.values(sent.headers).join(""))) throw new Error(`${format.id}: header`);
    const isCutHere = isCut || (sent.body.includes("…") && !body.includes("…"));
    if (isCutHere && !CUT_SHOWN[format.id]?.test(sent.body)) throw new Error(`${format.id} hides a cut: ${sent.body}`);
    checkLimits(format.id, JSON.parse(sent.body), sent.body, event);
  }
  return isCut;
}

function checkLimits(id: string, parsed: unknown, body: string, event: WebhookEvent): void {
  if (id === "pagerduty") {
    const { payload, dedup_key } = parsed as { payload: { summary: string }; dedup_key: string };
    if (payload.summary.length > 1024 || dedup_key.length > 255) throw new Error("pagerduty: a field is too long");
  }
  if (id === "slack") {
    const { blocks } = parsed as { blocks: { type: string; text?: { text: string }; fields?: { text: string }[] }[] };
    const isWithin = blocks.every(
      ({ type, text: one, fields = [] }) =>
        (one?.text.length ?? 0) <= (type === "header" ? 150 : 3000) &&
        fields.length <= 10 &&
        fields.every((field) => field.text.length <= 2000),
    );
    if (!isWithin || blocks.length > 50 || body.length > 9000) throw new Error(`slack: too long for ${event.type}`);
  }
}

const EXAMPLE = webhookExample("incident.opened");

/** What a format makes of an example event, read back. */
function sentAs(format: string, event: WebhookEvent = EXAMPLE, given: Record<string, unknown> = {}) {
  const webhook = webhookOf({ format, routingKey: "a".repeat(32), dashboardUrl: `${DASHBOARD}/`, ...given });
  const request = requestOf({ id: "msg_1", body: JSON.stringify(event) }, webhook, NOW);
  return { ...request, body: JSON.parse(request.body) };
}

test("CloudEvents: the data in the body, the rest in headers beside the signature", () => {
  const { body, headers } = sentAs("cloudevents");

  expect(body).toStrictEqual(EXAMPLE.data);
  expect(headers).toStrictEqual({
    "content-type": "application/json",
    "ce-specversion": "1.0",
    "ce-id": "msg_1",
    "ce-source": "/plumbline",
    "ce-type": "plumbline.incident.opened",
    "ce-time": "2026-03-01T03:12:05.000Z",
    "ce-subject": "incidents/3f9a1c07d2b84e65",
    "webhook-id": "msg_1",
    "webhook-timestamp": "1772370000",
    "webhook-signature": expect.stringMatching(/^v1,/),
  });
});

test("CloudEvents: what a header can't hold is written in per cent", () => {
  const event = webhookExample("webhook.test");
  if (event.type !== "webhook.test") throw new Error("another example");

  const { headers } = sentAs("cloudevents", { ...event, data: { ...event.data, endpoint: 'Euro € 😀 "1%"' } });

  expect(headers["ce-subject"]).toBe("endpoints/Euro%20%E2%82%AC%20%F0%9F%98%80%20%221%25%22");
});

test.each([
  ["open", "trigger"],
  ["acknowledged", "acknowledge"],
  ["muted", "acknowledge"],
  ["recovering", "trigger"],
  ["resolved", "resolve"],
])("PagerDuty: an incident that is %s is one to %s, under one key", (status, action) => {
  const { body } = sentAs("pagerduty", exampleIn(status));

  expect(body).toMatchObject({
    routing_key: "a".repeat(32),
    event_action: action,
    dedup_key: "plumbline:3f9a1c07d2b84e65",
    client_url: "https://plumbline.example/incidents/3f9a1c07d2b84e65",
    payload: { source: "shop-backend", severity: "error", timestamp: "2026-03-01T03:12:05.000Z" },
  });
});

test.each([
  ["open", "firing", "0001-01-01T00:00:00Z"],
  ["resolved", "resolved", "2026-03-01T03:12:05.000Z"],
])("Alertmanager: an incident that is %s is %s", (status, state, endsAt) => {
  const { body } = sentAs("alertmanager", exampleIn(status));

  const labels = {
    alertname: "PlumblineIncident",
    incident: "3f9a1c07d2b84e65",
    severity: "high",
    service: "shop-backend",
    environment: "staging",
  };
  expect(body).toMatchObject({
    version: "4",
    status: state,
    receiver: "pager",
    truncatedAlerts: 0,
    commonLabels: labels,
    groupLabels: { incident: "3f9a1c07d2b84e65" },
    alerts: [{ status: state, labels, startsAt: "2026-03-01T02:00:05.000Z", endsAt, fingerprint: "3f9a1c07d2b84e65" }],
  });
});

test("Google Chat: one thread per incident, and a repeated attempt makes no second message", () => {
  const { body, url } = sentAs("google-chat", EXAMPLE, {
    url: "https://chat.googleapis.com/v1/spaces/S/messages?key=k&token=t",
  });

  expect(body).toMatchObject({ thread: { threadKey: "plumbline-3f9a1c07d2b84e65" } });
  expect(url).toBe(
    "https://chat.googleapis.com/v1/spaces/S/messages?key=k&token=t&messageReplyOption=REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD&requestId=msg_1",
  );
});

test.each([
  ["slack", "&lt;!channel&gt; \u200b*a\u200b* &lt;https://evil.example|x&gt; [b](c)"],
  ["google-chat", "&lt;!channel&gt; *a* &lt;https://evil.example|x&gt; [b](c)"],
  ["teams", "\\<!channel\\> \\*a\\* \\<https://evil.example|x\\> \\[b\\]\\(c\\)"],
])("%s: what a stranger wrote stays text", (format, shown) => {
  if (EXAMPLE.type !== "incident.opened") throw new Error("another example");
  const headline = "<!channel> *a* <https://evil.example|x> [b](c)";
  const event = { ...EXAMPLE, data: { ...EXAMPLE.data, incident: { ...EXAMPLE.data.incident, headline } } };

  expect(JSON.stringify(sentAs(format, event).body)).toContain(JSON.stringify(shown).slice(1, -1));
});

test("Slack makes no link, no mention and no preview of what a stranger wrote", () => {
  const { body } = sentAs("slack");
  const texts = JSON.stringify(body).match(/\{"type":"mrkdwn","text":"[^}]*\}/g) ?? [];

  expect(texts.length).toBeGreaterThan(5);
  expect(texts.filter((one) => !one.endsWith('"verbatim":true}'))).toStrictEqual([]);
  expect(body).toMatchObject({ unfurl_links: false, unfurl_media: false });
});

test.each([
  ["application/x-www-form-urlencoded", "text={{title}}", "text=a%26b%3D%22%3Cc%3E'"],
  ["text/xml", '<a b="{{title}}"/>', '<a b="a&#38;b=&#34;&#60;c&#62;&#39;"/>'],
  ["application/json; charset=utf-8", '"{{title}}"', '"a&b=\\"<c>\'"'],
  ["text/plain", "{{title}}", "a&b=\"<c>'"],
])("a template of %s holds values that cannot leave their place", (contentType, template, sent) => {
  if (EXAMPLE.type !== "incident.opened") throw new Error("another example");
  const event = { ...EXAMPLE, data: { ...EXAMPLE.data, incident: { ...EXAMPLE.data.incident, title: "a&b=\"<c>'" } } };
  const webhook = webhookOf({ format: "template", template, contentType });

  expect(requestOf({ id: "msg_1", body: JSON.stringify(event) }, webhook, NOW).body).toBe(sent);
});

test("a template is filled in with values that cannot leave their string", () => {
  if (EXAMPLE.type !== "incident.opened") throw new Error("another example");
  const title = 'it says "no"\n{{severity}}';
  const event = { ...EXAMPLE, data: { ...EXAMPLE.data, incident: { ...EXAMPLE.data.incident, title } } };
  const template = '{"what":"{{title}}","where":"{{ service }}","other":"{{unknown}}"}';

  expect(sentAs("template", event, { template, headers: { Authorization: "Bearer x" } })).toMatchObject({
    body: { what: title, where: "shop-backend", other: "{{unknown}}" },
    headers: { Authorization: "Bearer x", "content-type": "application/json" },
  });
});

function exampleIn(status: string): WebhookEvent {
  if (EXAMPLE.type !== "incident.opened") throw new Error("another example");
  const incident = { ...EXAMPLE.data.incident, status };
  return webhookEventSchema.parse({ ...EXAMPLE, type: "incident.updated", data: { ...EXAMPLE.data, incident } });
}
