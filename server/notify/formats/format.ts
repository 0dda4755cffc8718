import type { WebhookEvent } from "../../../shared/webhook.ts";
import type { WEBHOOK_FORMATS } from "../../../shared/webhook-config.ts";
import type { NamedWebhook } from "../endpoint-names.ts";

/** A format of messages: one file that knows everything about what one kind of receiver takes. */
export type WebhookFormat = {
  id: (typeof WEBHOOK_FORMATS)[number];
  title: string;
  /** When to choose it, and where its rules come from. */
  why: string;
  /** The receiver's own limits, each named with its unit. No message is longer than `bodyBytes`. */
  limits: { readonly bodyBytes: number } & Readonly<Record<string, number>>;
  /** Answers after which another attempt can't help. */
  finalStatuses?: readonly number[];
  /** How many messages a second the receiver takes; left out where it names no limit. */
  messagesPerSecond?: number;
  render: (message: OutgoingMessage, webhook: NamedWebhook) => Rendered;
};

/** A message as the outbox holds it. `read` gives it as an event; throws where it is none. */
export type OutgoingMessage = { id: string; body: string; read: () => WebhookEvent };

/** Header names in lower case. `url` only where it differs from the configured one. */
export type Rendered = { body: string; headers: Record<string, string>; url?: string };
