import type { Config } from "../shared/config.ts";
import type { StoredGap } from "../shared/gap.ts";
import { gapMessages } from "./notify/gap-messages.ts";
import { environmentNamer } from "./pipeline.ts";
import { redactJson } from "./redact/document.ts";
import { createRedact } from "./redact/redact.ts";
import { openSources } from "./sources/index.ts";
import type { NewMessage } from "./store/outbox.ts";

/** The messages for webhooks that a gap leads to as it stands, secrets replaced; `now` in milliseconds since 1970. Pure. */
export function gapMessagesOf(
  gap: StoredGap,
  config: Pick<Config, "environments" | "redaction" | "sources" | "webhooks">,
  now: number,
): NewMessage[] {
  if (config.webhooks.length === 0) return [];
  const redact = createRedact(config.redaction);
  const messages = gapMessages(config.webhooks, gap, { environment: environmentOf(gap.source, config), now });
  return messages.map((message) => ({ ...message, body: redactJson(message.body, redact) }));
}

/** The environment of a source that reads a single project. */
function environmentOf(name: string, config: Pick<Config, "environments" | "sources">): string | undefined {
  const place = openSources(config.sources).findIndex((source) => source.name === name);
  const source = config.sources[place];
  return source?.kind === "cloud-logging" ? environmentNamer(config)(source.project) : undefined;
}
