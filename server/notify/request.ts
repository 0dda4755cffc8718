import { webhookEventSchema } from "../../shared/webhook.ts";
import type { NamedWebhook } from "./endpoint-names.ts";
import { formatOf } from "./formats/index.ts";
import { signatureHeaders } from "./sign.ts";

/** What is sent in one attempt. */
export type OutgoingRequest = { url: string; headers: Record<string, string>; body: string };

/**
 * The request of one attempt at `now` (milliseconds since 1970): the stored message in the endpoint's format, signed
 * with the moment of the attempt where the endpoint has a secret. Throws where the format has to read the stored body and can't.
 */
export function requestOf(message: { id: string; body: string }, webhook: NamedWebhook, now: number): OutgoingRequest {
  const outgoing = { ...message, read: () => webhookEventSchema.parse(JSON.parse(message.body)) };
  const { body, headers, url } = formatOf(webhook.format).render(outgoing, webhook);
  const secrets = [webhook.secret, webhook.previousSecret].filter((secret) => secret !== undefined);
  const timestampSeconds = Math.floor(now / 1000);
  const signature = secrets.length === 0 ? {} : signatureHeaders({ id: message.id, timestampSeconds, body }, secrets);
  return { url: url ?? webhook.url, headers: { ...webhook.headers, ...headers, ...signature }, body };
}
