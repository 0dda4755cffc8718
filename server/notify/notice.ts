import { fillInWords } from "../../shared/gap.ts";
import { SECOND } from "../../shared/time.ts";
import type { FieldChange, IncidentReference, WebhookEvent, WebhookIncident } from "../../shared/webhook.ts";
import { capitalize, formatCount, formatDuration } from "../../shared/words.ts";
import type { NamedWebhook } from "./endpoint-names.ts";

/** An event in words, for receivers whose readers are people. Texts are plain: each format escapes them its own way. */
export type Notice = {
  /** Which conversation or alert it belongs to. */
  key: string;
  /** `Opened · high · staging`. */
  kicker: string;
  title: string;
  text: string;
  severity: IncidentReference["severity"] | "info";
  /** The incident's state; `none` where the event is about none. */
  status: IncidentReference["status"] | "none";
  facts: { label: string; value: string }[];
  /** What changed, or what the checks say now; a line each. */
  lines: string[];
  /** Parts that were cut before. */
  cut: string[];
  /** The page that shows more, and what to call the way there. */
  link: string | undefined;
  linkText: string;
  at: string;
};

/** The event in words. `webhook` says where the dashboard is. */
export function noticeOf(event: WebhookEvent, webhook: NamedWebhook): Notice {
  if (event.type === "webhook.test") return plainNotice(event.type, event.timestamp, "Test", event.data.message, []);
  if (event.type === "endpoint.disabled") {
    const { endpoint, host, reason, cut } = event.data;
    const title = `Webhook ${endpoint} (${host}) gets nothing any more`;
    const text = `It ${reason}. Its messages wait until it is enabled again.`;
    return { ...plainNotice(`endpoint:${endpoint}`, event.timestamp, title, text, cut), severity: "medium" };
  }
  if (event.type === "source.gap") return gapNotice(event, webhook);
  const { incident, cut } = event.data;
  const about = {
    key: incident.key,
    kicker: [verbOf(event.type), incident.severity, incident.environment].join(" · "),
    title: incident.title,
    severity: incident.severity,
    status: incident.status,
    cut,
    link: linkTo(`incidents/${encodeURIComponent(incident.key)}`, webhook),
    linkText: "Open the incident",
    at: event.timestamp,
  };
  if (event.type === "check.changed") {
    const lines = event.data.checks.map(({ from, to, statement }) => `${statement} (${from} → ${to})`);
    return { ...about, text: "A live check gives another answer now.", facts: placeFacts(incident), lines };
  }
  return {
    ...about,
    text: event.data.incident.headline,
    facts: [...placeFacts(incident), ...factsOf(event.data.incident)],
    lines: event.data.changes.map(changeInWords),
  };
}

function plainNotice(key: string, at: string, title: string, text: string, cut: string[]): Notice {
  return {
    key,
    kicker: "Plumbline",
    title,
    text,
    severity: "info",
    status: "none",
    facts: [],
    lines: [],
    cut,
    link: undefined,
    linkText: "",
    at,
  };
}

/** A gap lasts like an incident does: it opens, ends, and is over once it is filled, or once only others can fill it. */
function gapNotice(event: Extract<WebhookEvent, { type: "source.gap" }>, webhook: NamedWebhook): Notice {
  const { key, source, environment, from, to, reason, suppressed, filler } = event.data.gap;
  const state = STATE_OF_GAP[event.data.gap.state];
  const isOver = state.status === "resolved" || (to !== null && filler === "senders");
  return {
    ...plainNotice(key, event.timestamp, `${state.title} from ${source}`, `${capitalize(reason)}.`, event.data.cut),
    kicker: ["Gap", ...(environment === null ? [] : [environment])].join(" · "),
    severity: isOver ? "info" : "medium",
    status: isOver ? "resolved" : state.status,
    facts: [
      { label: "Source", value: source },
      ...(environment === null ? [] : [{ label: "Environment", value: environment }]),
      { label: "From", value: from },
      { label: "To", value: to ?? "it lasts" },
      ...(suppressed === null ? [] : [{ label: "Held back", value: `at least ${formatCount(suppressed)} entries` }]),
      { label: "State", value: capitalize(fillInWords(event.data.gap)) },
    ],
    link: linkTo("sources", webhook),
    linkText: "Open the sources",
  };
}

const STATE_OF_GAP = {
  open: { status: "open", title: "Entries may be missing" },
  ended: { status: "recovering", title: "Entries may be missing for a time" },
  filled: { status: "resolved", title: "What was missing was read" },
} as const;

/** `Root cause changed` of `incident.root_cause_changed`. */
function verbOf(type: WebhookEvent["type"]): string {
  return capitalize(type.replace(/^incident\./, "").replace(/[._]/g, " "));
}

function linkTo(page: string, { dashboardUrl }: NamedWebhook): string | undefined {
  return dashboardUrl === undefined ? undefined : `${dashboardUrl.replace(/\/+$/, "")}/${page}`;
}

function placeFacts({ service, environment, severity, status }: IncidentReference): Notice["facts"] {
  return [
    { label: "Service", value: service },
    { label: "Environment", value: environment },
    { label: "Severity", value: severity },
    { label: "State", value: status },
  ];
}

function factsOf(incident: WebhookIncident): Notice["facts"] {
  const { rootCause, symptoms, remediation, impact } = incident;
  const cause =
    rootCause === null
      ? "not known yet"
      : `${rootCause.title} (${rootCause.verdict}, ${Math.round(rootCause.confidence * 100)} %)`;
  const period = symptoms[0]?.periodSeconds ?? null;
  const rhythm = period === null ? "" : `, one every ${formatDuration(period * SECOND)}`;
  const met = remediation.successCriteria.filter(({ state }) => state === "met").length;
  return [
    { label: "Root cause", value: cause },
    { label: "Failed requests", value: `${formatCount(impact.failedRequests)}${rhythm}` },
    {
      label: "Remediation",
      value: `${remediation.phase}, ${met} of ${remediation.successCriteria.length} criteria met`,
    },
    { label: "First seen", value: incident.firstSeen },
  ];
}

function changeInWords({ field, name, from, to }: FieldChange): string {
  const what = name === null ? FIELD_NAMES[field] : `${FIELD_NAMES[field]} “${name}”`;
  return `${what}: ${from ?? "none"} → ${to ?? "none"}`;
}

const FIELD_NAMES = {
  title: "Title",
  severity: "Severity",
  status: "State",
  rootCause: "Root cause",
  phase: "Phase",
  step: "Step",
  criterion: "Criterion",
  failures: "Failures",
  part: "Merged or split",
} as const satisfies Record<FieldChange["field"], string>;
