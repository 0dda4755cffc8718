import { createHash } from "node:crypto";
import type { WebhookConfig } from "../../shared/config.ts";

export type NamedWebhook = WebhookConfig & { name: string };

/**
 * The configured webhooks, each under the name by which its deliveries are known: its own, else one made from its
 * address, which does not tell it. The same address keeps its name wherever it stands; a second one gets a number.
 */
export function namedWebhooks(webhooks: readonly WebhookConfig[]): NamedWebhook[] {
  const seen = new Map<string, number>();
  return webhooks.map((webhook) => {
    const name = webhook.name ?? `hook_${createHash("sha256").update(webhook.url).digest("hex").slice(0, 12)}`;
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return { ...webhook, name: count === 1 ? name : `${name}_${count}` };
  });
}
