import { createCutter, fitBytes } from "../cut.ts";
import { type Notice, noticeOf } from "../notice.ts";
import type { WebhookFormat } from "./format.ts";

/** Where events go whatever address is configured is decided by the configuration: EU accounts have another one. */
const LIMITS = { bodyBytes: 512_000, summaryCharacters: 1024, dedupKeyCharacters: 255 } as const;

const SEVERITY_OF = {
  critical: "critical",
  high: "error",
  medium: "warning",
  low: "info",
  info: "info",
} as const satisfies Record<Notice["severity"], string>;

/** One alert per incident, triggered, acknowledged and resolved by the incident's state. */
export const pagerduty: WebhookFormat = {
  id: "pagerduty",
  title: "PagerDuty Events v2",
  why: "Pages somebody. The address is https://events.pagerduty.com/v2/enqueue (EU: events.eu.pagerduty.com).",
  limits: LIMITS,
  // 400 says that the event itself is wrong, and it will be wrong again.
  finalStatuses: [400],
  render: ({ read }, webhook) => {
    const notice = noticeOf(read(), webhook);
    const body = fitBytes(LIMITS.bodyBytes, (scale) => {
      const cut = createCutter(scale);
      const summary = cut.text("summary", `${notice.kicker}: ${notice.title}`, LIMITS.summaryCharacters);
      return JSON.stringify({
        routing_key: webhook.routingKey,
        event_action: actionOf(notice.status),
        dedup_key: `plumbline:${notice.key}`.slice(0, LIMITS.dedupKeyCharacters),
        client: "Plumbline",
        ...(notice.link === undefined
          ? {}
          : { client_url: notice.link, links: [{ href: notice.link, text: notice.linkText }] }),
        payload: {
          summary,
          source: notice.facts.find(({ label }) => label === "Service" || label === "Source")?.value ?? "plumbline",
          severity: SEVERITY_OF[notice.severity],
          timestamp: notice.at,
          custom_details: {
            ...Object.fromEntries(notice.facts.map(({ label, value }) => [label, value])),
            text: notice.text,
            changes: notice.lines,
            cut: [...notice.cut, ...cut.notes()],
          },
        },
      });
    });
    return { body, headers: { "content-type": "application/json" } };
  },
};

function actionOf(status: Notice["status"]): "trigger" | "acknowledge" | "resolve" {
  if (status === "resolved") return "resolve";
  return status === "acknowledged" || status === "muted" ? "acknowledge" : "trigger";
}
