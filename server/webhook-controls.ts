import type { Pool } from "pg";
import type { Config, WebhookConfig } from "../shared/config.ts";
import { toIso } from "../shared/time.ts";
import { DEFAULT_WEBHOOK_EVENTS, type WebhookEventType } from "../shared/webhook.ts";
import { withTransaction } from "./lib/database.ts";
import { PlumblineError } from "./lib/errors.ts";
import { testMessage } from "./notify/endpoint-messages.ts";
import { namedWebhooks } from "./notify/endpoint-names.ts";
import { replayDelivery, replaySince } from "./store/deliveries.ts";
import { disableEndpoint, enableEndpoint, listDisabledEndpoints } from "./store/endpoints.ts";
import { addMessages } from "./store/outbox.ts";

/** A configured webhook as people may see it: the host, never the whole address. */
export type WebhookState = {
  name: string;
  format: WebhookConfig["format"];
  host: string;
  /** The only environments whose incidents it hears of; null for all. */
  environments: string[] | null;
  events: readonly WebhookEventType[];
  /** When and why it gets nothing any more; null where it does. */
  disabled: { at: string; reason: string } | null;
};

/** What people do with webhooks. */
export type WebhookControls = {
  list: () => Promise<WebhookState[]>;
  /** Sends a test to one endpoint, and gives the message's id. Throws `not-found`. */
  test: (name: string) => Promise<string>;
  /** Sends a message again: the same id, a new timestamp. Throws `not-found`. */
  replay: (messageId: string, name: string) => Promise<void>;
  /**
   * Sends everything again that was written at `since` (milliseconds since 1970) or later: the same ids, new timestamps, in their
   * order. How many messages that is. Throws `not-found`.
   */
  replaySince: (since: number, name: string) => Promise<number>;
  /** Sends nothing to an endpoint until it is enabled; its messages wait. Throws `not-found`. */
  pause: (name: string, who: string) => Promise<void>;
  /** Lets what waits for a disabled endpoint go. Throws `not-found` where it is not disabled. */
  enable: (name: string) => Promise<void>;
  /** Tells the sender that something may be due. */
  wake: () => void;
};

/** `wake` tells the sender that something is due. */
export function webhookControls(
  pool: Pool,
  config: Config,
  { now, wake }: { now: () => number; wake: () => void },
): WebhookControls {
  const webhooks = namedWebhooks(config.webhooks);
  const mustExist = (name: string) => {
    if (webhooks.some((webhook) => webhook.name === name)) return;
    const known = webhooks.map((webhook) => webhook.name).join(", ");
    throw new PlumblineError("not-found", `There is no webhook ${name}; there are: ${known || "none"}.`);
  };
  return {
    list: async () => {
      const disabled = new Map((await listDisabledEndpoints(pool)).map((one) => [one.name, one]));
      return webhooks.map(({ name, format, url, environments, events }) => {
        const stop = disabled.get(name);
        return {
          name,
          format,
          host: new URL(url).host,
          environments: environments ?? null,
          events: events ?? DEFAULT_WEBHOOK_EVENTS,
          disabled: stop === undefined ? null : { at: toIso(stop.disabledAt), reason: stop.reason },
        };
      });
    },
    test: async (name) => {
      mustExist(name);
      const message = testMessage(name, now());
      // A test waits for no other message, so it belongs to an incident of its own.
      await withTransaction(pool, (client) => addMessages(client, message.id, [message]));
      wake();
      return message.id;
    },
    replay: async (messageId, name) => {
      if (!(await replayDelivery(pool, messageId, name, now()))) {
        throw new PlumblineError("not-found", `Webhook ${name} never had a message ${messageId}.`);
      }
      wake();
    },
    replaySince: async (since, name) => {
      mustExist(name);
      const count = await replaySince(pool, name, since, now());
      wake();
      return count;
    },
    pause: async (name, who) => {
      mustExist(name);
      await disableEndpoint(pool, { name, disabledAt: now(), reason: `paused by ${who}` });
    },
    enable: async (name) => {
      if (!(await enableEndpoint(pool, name, now()))) {
        throw new PlumblineError("not-found", `Webhook ${name} is not disabled.`);
      }
      wake();
    },
    wake,
  };
}
