import { createHash } from "node:crypto";
import type { WebhookConfig } from "../../shared/config.ts";

export type NamedWebhook = WebhookConfig & { name: string };

/**
 * The configured webhooks, each under the name by which its deliveries are known: its own, else one made from its
 * address, which does not tell it. The same address keeps its name wherever it stands; a second one gets a number.
 */
export function namedWebhooks(webhooks: readonly WebhookConfig[]): NamedWebhook[] {
  const taken = new Set<string>();
  return webhooks.map((webhook) => {
    const name = webhook.name ?? `hook_${createHash("sha256").update(webhook.url).digest("hex").slice(0, 12)}`;
    const free = firstFree(name, taken);
    taken.add(free);
    return { ...webhook, name: free };
  });
}

function firstFree(name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name)) return name;
  for (let number = 2; ; number += 1) {
    if (!taken.has(`${name}_${number}`)) return `${name}_${number}`;
  }
}
