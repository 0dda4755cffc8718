import { type NamedWebhook, namedWebhooks } from "../../server/notify/endpoint-names.ts";
import { type Config, configSchema } from "../../shared/config.ts";

/** The secret of the official vectors. */
export const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/** A configuration with these webhooks, as the file would give it. */
export function configOf(...webhooks: Record<string, unknown>[]): Config {
  return configSchema.parse({ webhooks: webhooks.map((webhook) => ({ secret: SECRET, ...webhook })) });
}

/** One configured webhook with its name. */
export function webhookOf(given: Record<string, unknown> = {}): NamedWebhook {
  const [webhook] = namedWebhooks(configOf({ name: "pager", url: "https://hooks.example/x", ...given }).webhooks);
  if (webhook === undefined) throw new Error("no webhook");
  return webhook;
}
