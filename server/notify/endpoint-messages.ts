import type { WebhookConfig } from "../../shared/config.ts";
import { toIso } from "../../shared/time.ts";
import type { WebhookEvent } from "../../shared/webhook.ts";
import { createCutter } from "./cut.ts";
import { namedWebhooks } from "./endpoint-names.ts";
import type { Message } from "./messages.ts";
import { wantsType } from "./wants.ts";

const MAX_REASON = 400;

/**
 * Tells the other endpoints that one is disabled; nothing where nobody wants to hear it. `disabledAt` in milliseconds
 * since 1970; one disabling is one message, however often it is told.
 */
export function disabledMessages(
  webhooks: readonly WebhookConfig[],
  disabled: { name: string; disabledAt: number; reason: string },
): Message[] {
  const named = namedWebhooks(webhooks);
  const type = "endpoint.disabled";
  const endpoints = named.filter((one) => one.name !== disabled.name && wantsType(one, type)).map(({ name }) => name);
  const url = named.find(({ name }) => name === disabled.name)?.url;
  if (endpoints.length === 0 || url === undefined) return [];
  const at = Math.floor(disabled.disabledAt);
  const cut = createCutter();
  const data = {
    endpoint: disabled.name,
    host: cut.text("host", new URL(url).host, MAX_REASON),
    disabledAt: toIso(at),
    reason: cut.text("reason", disabled.reason, MAX_REASON),
  };
  const event: WebhookEvent = { type, timestamp: toIso(at), data: { ...data, cut: cut.notes() } };
  return [{ id: `msg_${disabled.name}_${at}_endpoint_disabled`, type, body: JSON.stringify(event), endpoints }];
}

/** A message to one endpoint that says that it is a test, whatever events the endpoint wants. */
export function testMessage(name: string, now: number): Message {
  const message = "This is a test of Plumbline's webhooks. Nothing is wrong, and nothing is to be done.";
  const event: WebhookEvent = { type: "webhook.test", timestamp: toIso(now), data: { endpoint: name, message } };
  return { id: `msg_${name}_${now}_webhook_test`, type: event.type, body: JSON.stringify(event), endpoints: [name] };
}
