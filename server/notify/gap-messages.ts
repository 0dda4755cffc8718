import type { WebhookConfig } from "../../shared/config.ts";
import { gapState, type StoredGap } from "../../shared/gap.ts";
import { toIso } from "../../shared/time.ts";
import type { WebhookEvent } from "../../shared/webhook.ts";
import { type Cutter, createCutter } from "./cut.ts";
import { namedWebhooks } from "./endpoint-names.ts";
import type { Message } from "./messages.ts";
import { wantsType } from "./wants.ts";

const LIMITS = { name: 400, reason: 1000 };

/**
 * What endpoints hear of a gap as it stands now: one message, the same for all; none where nobody wants it. Its id comes from the
 * gap and its revision. `environment` is the one that the source reads, where it is a single one: an endpoint that names
 * environments hears of those, and of sources that belong to none. Services and severities are of incidents, not of gaps.
 * `now` in milliseconds since 1970.
 */
export function gapMessages(
  webhooks: readonly WebhookConfig[],
  gap: StoredGap,
  { environment, now }: { environment: string | undefined; now: number },
): Message[] {
  const type = "source.gap";
  const endpoints = namedWebhooks(webhooks)
    .filter((webhook) => wantsType(webhook, type))
    .filter(({ environments }) => environment === undefined || environments?.includes(environment) !== false)
    .map(({ name }) => name);
  if (endpoints.length === 0) return [];
  const event: WebhookEvent = { type, timestamp: toIso(now), data: dataOf(gap, environment, createCutter()) };
  return [{ id: `msg_${gap.id}_${gap.revision}_source_gap`, type, body: JSON.stringify(event), endpoints }];
}

function dataOf(gap: StoredGap, environment: string | undefined, cut: Cutter) {
  const { id, revision, kind, from, to, suppressed, filler, filledAt, filledBy } = gap;
  const data = {
    gap: {
      key: id,
      revision,
      state: gapState(gap),
      source: cut.text("source", gap.source, LIMITS.name),
      environment: environment === undefined ? null : cut.text("environment", environment, LIMITS.name),
      kind,
      from,
      to,
      reason: cut.text("reason", gap.reason, LIMITS.reason),
      suppressed,
      filler,
      filledAt,
      filledBy,
    },
  };
  return { ...data, cut: cut.notes() };
}
