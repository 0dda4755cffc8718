import type { WebhookEvent } from "../../../shared/webhook.ts";
import { createCutter, fitBytes } from "../cut.ts";
import { type Notice, noticeOf } from "../notice.ts";
import type { WebhookFormat } from "./format.ts";

const LIMITS = { bodyBytes: 64_000, annotationCharacters: 4000, labelCharacters: 400 } as const;

/** A zero time: the alert has no end yet. */
const NO_END = "0001-01-01T00:00:00Z";

/** One alert per message, firing until its incident is resolved. */
export const alertmanager: WebhookFormat = {
  id: "alertmanager",
  title: "Alertmanager webhook, version 4",
  why: "For the many tools that read what Prometheus Alertmanager sends. https://prometheus.io/docs/alerting/latest/configuration/#webhook_config",
  limits: LIMITS,
  render: ({ read }, webhook) => {
    const event = read();
    const notice = noticeOf(event, webhook);
    const startsAt = startOf(event);
    const body = fitBytes(LIMITS.bodyBytes, (scale) =>
      JSON.stringify(payloadOf(notice, { startsAt, alertname: nameOf(event), receiver: webhook.name }, scale)),
    );
    return { body, headers: { "content-type": "application/json" } };
  },
};

function startOf({ data, timestamp }: WebhookEvent): string {
  if ("gap" in data) return data.gap.from;
  return "incident" in data && "firstSeen" in data.incident ? data.incident.firstSeen : timestamp;
}

function nameOf({ type }: WebhookEvent): string {
  return type === "source.gap" ? "PlumblineSourceGap" : "PlumblineIncident";
}

type About = { startsAt: string; alertname: string; receiver: string };

function payloadOf(notice: Notice, { startsAt, alertname, receiver }: About, scale: number) {
  const cut = createCutter(scale);
  const status = notice.status === "resolved" ? "resolved" : "firing";
  const label = (value: string) => cut.text("labels", value, LIMITS.labelCharacters);
  const labels = {
    alertname,
    incident: label(notice.key),
    severity: notice.severity,
    ...Object.fromEntries(
      notice.facts
        .filter(({ label: name }) => name === "Service" || name === "Environment")
        .map(({ label: name, value }) => [name.toLowerCase(), label(value)]),
    ),
  };
  const description = [notice.text, ...notice.lines].join("\n");
  const annotations = {
    summary: cut.text("summary", notice.title, LIMITS.annotationCharacters),
    description: cut.text("description", description, LIMITS.annotationCharacters),
    state: notice.status,
  };
  const generatorURL = notice.link ?? "";
  const left = [...notice.cut, ...cut.notes()].join("; ");
  const all = left === "" ? annotations : { ...annotations, cut: cut.text("cut", left, LIMITS.annotationCharacters) };
  return {
    version: "4",
    groupKey: `{}:{incident="${notice.key}"}`,
    truncatedAlerts: 0,
    status,
    receiver,
    groupLabels: { incident: labels.incident },
    commonLabels: labels,
    commonAnnotations: all,
    externalURL: generatorURL,
    alerts: [
      {
        status,
        labels,
        annotations: all,
        startsAt,
        endsAt: status === "resolved" ? notice.at : NO_END,
        generatorURL,
        fingerprint: notice.key,
      },
    ],
  };
}
