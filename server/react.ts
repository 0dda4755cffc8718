import type { Config } from "../shared/config.ts";
import type { Incident } from "../shared/incident.ts";
import { messagesOf } from "./notify/messages.ts";
import { redactJson } from "./redact/document.ts";
import { createRedact } from "./redact/redact.ts";
import type { NewEvent } from "./store/incident-events.ts";
import type { IncidentChange, Reaction } from "./store/save-incidents.ts";

/** What a change of an incident leads to: lines of its history, and messages for webhooks. Pure. */
export function reactTo(change: IncidentChange, config: Config, now: number): Reaction {
  const redact = createRedact(config.redaction);
  const messages = messagesOf(change, config.webhooks, now);
  return {
    events: eventsOf(change, now),
    messages: messages.map((message) => ({ ...message, body: redactJson(message.body, redact) })),
  };
}

function eventsOf({ before, after }: IncidentChange, at: number): NewEvent[] {
  const line = (kind: string, what: string, why: string | null): NewEvent => ({
    at,
    kind,
    who: "Plumbline",
    what,
    why,
  });
  if (before === undefined) return [line("opened", "opened the incident", after.headline)];
  const events: NewEvent[] = [];
  if (before.status !== after.status) {
    const reason =
      after.remediation.successCriteria.find((criterion) => criterion.kind === "recurrence")?.reason ?? null;
    events.push(line(after.status, `changed the state from ${before.status} to ${after.status}`, reason));
  }
  if (causeOf(before) !== causeOf(after)) {
    events.push(
      line("root-cause", `changed the root cause from ${causeOf(before)} to ${causeOf(after)}`, after.headline),
    );
  }
  if (before.severity !== after.severity) {
    events.push(
      line("severity", `changed the severity from ${before.severity} to ${after.severity}`, after.severityReason),
    );
  }
  for (const criterion of after.remediation.successCriteria) {
    const earlier = before.remediation.successCriteria.find((other) => other.id === criterion.id);
    if (earlier === undefined || earlier.state === criterion.state) continue;
    events.push(
      line(
        "criterion",
        `saw “${criterion.title}” change from ${earlier.state} to ${criterion.state}`,
        criterion.reason,
      ),
    );
  }
  return events;
}

function causeOf(incident: Incident): string {
  const root = incident.hypotheses.find((hypothesis) => hypothesis.role === "root-cause");
  return root === undefined ? "not known" : `“${root.title}”`;
}
