import type { Config } from "../shared/config.ts";
import type { StoredGap } from "../shared/gap.ts";
import { environmentsOfSources } from "./environments-of-parts.ts";
import { gapMessages } from "./notify/gap-messages.ts";
import { redactJson } from "./redact/document.ts";
import { createRedact } from "./redact/redact.ts";
import type { NewMessage } from "./store/outbox.ts";

/** The messages for webhooks that a gap leads to as it stands, secrets replaced; `now` in milliseconds since 1970. Pure. */
export function gapMessagesOf(
  gap: StoredGap,
  config: Pick<Config, "environments" | "redaction" | "sources" | "webhooks">,
  now: number,
): NewMessage[] {
  if (config.webhooks.length === 0) return [];
  const redact = createRedact(config.redaction);
  const environment = environmentsOfSources(config).get(gap.source);
  const messages = gapMessages(config.webhooks, gap, { environment, now });
  return messages.map((message) => ({ ...message, body: redactJson(message.body, redact) }));
}
