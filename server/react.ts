import type { Config } from "../shared/config.ts";
import { messagesOf } from "./notify/messages.ts";
import { redactJson } from "./redact/document.ts";
import { createRedact } from "./redact/redact.ts";
import type { IncidentChange, Reaction } from "./store/save-incidents.ts";
import { eventsOf } from "./tell-history.ts";

/** What a change of an incident leads to: lines of its history, and messages for webhooks. Pure. */
export function reactTo(change: IncidentChange, config: Config, now: number): Reaction {
  const redact = createRedact(config.redaction);
  const messages = messagesOf(change, config.webhooks, now);
  return {
    events: eventsOf(change, now),
    messages: messages.map((message) => ({ ...message, body: redactJson(message.body, redact) })),
  };
}
