import type { WebhookConfig } from "../../shared/config.ts";
import { toIso } from "../../shared/time.ts";
import type { FieldChange, IncidentWebhookEvent, WebhookEvent, WebhookEventType } from "../../shared/webhook.ts";
import { changesOf, doublingsOf } from "./changes.ts";
import { changedChecks, checkData } from "./check-data.ts";
import { type Cutter, createCutter, fitBytes } from "./cut.ts";
import { namedWebhooks } from "./endpoint-names.ts";
import { eventTypesOf } from "./event-types.ts";
import { type ChangedIncident, incidentData } from "./incident-data.ts";
import { wantsIncident, wantsType } from "./wants.ts";

/** A message for the outbox; the same for every endpoint that gets it. */
export type Message = { id: string; type: WebhookEventType; body: string; endpoints: string[] };

/** Standard Webhooks wants a body below 20 kB. */
export const MAX_BODY_BYTES = 19_500;

const MAX_CHANGES = 20;
const MAX_NAME = 200;
const MAX_VALUE = 300;

/**
 * The messages that a change of an incident leads to, in the order in which they are to arrive; none where nobody wants
 * them. Ids come from incident, revision and type, so that a change told twice is one message. `now` in milliseconds
 * since 1970.
 */
export function messagesOf(change: ChangedIncident, webhooks: readonly WebhookConfig[], now: number): Message[] {
  const listeners = namedWebhooks(webhooks).filter((webhook) => wantsIncident(webhook, change));
  if (listeners.length === 0) return [];
  const timestamp = toIso(now);
  const changes = change.before === undefined ? [] : changesOf(change.before, change.after);
  const message = (type: WebhookEventType, event: (cut: Cutter) => WebhookEvent): Message[] => {
    const endpoints = listeners.filter((webhook) => wantsType(webhook, type)).map(({ name }) => name);
    if (endpoints.length === 0) return [];
    const body = fitBytes(MAX_BODY_BYTES, (scale) => JSON.stringify(event(createCutter(scale))));
    return [{ id: messageId(change, changes, type), type, body, endpoints }];
  };
  const checks = change.before === undefined ? [] : changedChecks(change.before, change.after);
  return [
    ...eventTypesOf(change.before, change.after, changes).flatMap((type) =>
      message(type, (cut) => ({ type, timestamp, data: dataOf(change, changes, cut) })),
    ),
    ...(checks.length === 0 || change.after.status === "muted"
      ? []
      : message("check.changed", (cut) => ({
          type: "check.changed",
          timestamp,
          data: checkData(change, checks, cut),
        }))),
  ];
}

/**
 * Letters, digits and `_` only: a dot would end the part of the id in what is signed. Growth alone is known by its size,
 * not by the revision, so that a count that swings around a limit is told once.
 */
function messageId(
  { after, revision }: ChangedIncident,
  changes: readonly FieldChange[],
  type: WebhookEventType,
): string {
  const isGrowth = type === "incident.updated" && changes.every(({ field }) => field === "failures");
  const which = isGrowth ? `failures${doublingsOf(after)}` : String(revision);
  return `msg_${after.id}_${which}_${type.replaceAll(".", "_")}`;
}

function dataOf(change: ChangedIncident, changes: readonly FieldChange[], cut: Cutter): IncidentWebhookEvent["data"] {
  const value = (text: string | null) => (text === null ? null : cut.text("changes", text, MAX_VALUE));
  const data = {
    incident: incidentData(change, cut),
    changes: cut.list("changes", changes, MAX_CHANGES).map(({ field, name, from, to }) => ({
      field,
      name: name === null ? null : cut.text("changes.name", name, MAX_NAME),
      from: value(from),
      to: value(to),
    })),
  };
  return { ...data, cut: cut.notes() };
}
