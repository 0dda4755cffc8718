import type { Pool } from "pg";
import type { Config } from "../shared/config.ts";
import { toIso } from "../shared/time.ts";
import { attempt } from "./deliver/attempt.ts";
import { startWorker, type Worker } from "./deliver/worker.ts";
import { withTransaction } from "./lib/database.ts";
import { messageOf } from "./lib/errors.ts";
import type { Log } from "./lib/log.ts";
import { disabledMessages } from "./notify/endpoint-messages.ts";
import { type NamedWebhook, namedWebhooks } from "./notify/endpoint-names.ts";
import { formatOf } from "./notify/formats/index.ts";
import { disableForFailures, type Ending, type Judgement, judge } from "./notify/judge.ts";
import { maintenanceEnd } from "./notify/maintenance.ts";
import { requestOf } from "./notify/request.ts";
import { type DueDelivery, nextDeliveryAt, recordAttempt, takeDueDeliveries } from "./store/deliveries.ts";
import { disableEndpoint, failingSince, listDisabledEndpoints } from "./store/endpoints.ts";
import { addMessages } from "./store/outbox.ts";

export type DeliverySettings = {
  pool: Pool;
  config: Config;
  log: Log;
  /** Milliseconds since 1970. */
  now: () => number;
  /** From 0 to 1. */
  random: () => number;
  /** How long a delivery stays with this process, milliseconds; default 2 minutes. */
  leaseMs?: number;
};

/** Sends what the outbox holds to the configured webhooks, until stopped. Any number of replicas may do so at once. */
export function startDeliveries(settings: DeliverySettings): Worker {
  const { pool, log, now, leaseMs } = settings;
  const webhooks = new Map(namedWebhooks(settings.config.webhooks).map((webhook) => [webhook.name, webhook]));
  return startWorker<DueDelivery>({
    take: (asked) => takeDueDeliveries(pool, asked),
    deliver: (due) => deliver(due, webhooks.get(due.endpoint), settings),
    nextAt: () => nextDeliveryAt(pool),
    paceOf: (endpoint) => paceOf(webhooks.get(endpoint)),
    now,
    log,
    ...(leaseMs === undefined ? {} : { leaseMs }),
  });
}

function paceOf(webhook: NamedWebhook | undefined): number | undefined {
  return webhook === undefined ? undefined : formatOf(webhook.format).messagesPerSecond;
}

/** One attempt, judged and recorded; in maintenance, one that waits for its end. */
async function deliver(due: DueDelivery, webhook: NamedWebhook | undefined, settings: DeliverySettings): Promise<void> {
  const { pool, now, random } = settings;
  const at = now();
  const heldUntil = webhook === undefined ? undefined : maintenanceEnd(webhook, at);
  if (heldUntil !== undefined) return hold(due, at, heldUntil, pool);
  const startedAt = performance.now();
  const ending = await send(due, webhook, at);
  const durationMs = performance.now() - startedAt;
  const finalStatuses = webhook === undefined ? [] : (formatOf(webhook.format).finalStatuses ?? []);
  const judgement = judge(ending, { attempt: due.attempt, now: now(), random: random(), finalStatuses });
  const { sequence, endpoint, attempt: number } = due;
  const status = "status" in ending ? ending.status : null;
  const { outcome, error } = judgement;
  await recordAttempt(pool, { sequence, endpoint, attempt: number, at, durationMs, status, error, outcome });
  const stop = judgement.disable ?? (error === null ? undefined : await stopFor(due.endpoint, error, settings));
  if (stop !== undefined) await disable(due.endpoint, stop, settings);
  tell(due, { ...judgement, disable: stop }, settings.log);
}

async function hold({ sequence, endpoint, attempt }: DueDelivery, at: number, retryAt: number, pool: Pool) {
  const error = `maintenance: not sent before ${toIso(retryAt)}`;
  await recordAttempt(pool, {
    sequence,
    endpoint,
    attempt,
    at,
    durationMs: 0,
    status: null,
    error,
    outcome: { retryAt },
  });
}

/** Why an endpoint that failed once more is given up. */
async function stopFor(endpoint: string, error: string, { pool, now }: DeliverySettings): Promise<string | undefined> {
  return disableForFailures(await failingSince(pool, endpoint), now(), error);
}

/** Disables an endpoint and tells the others, once, however many attempts meet the same answer. */
async function disable(name: string, reason: string, { pool, config, now }: DeliverySettings): Promise<void> {
  await disableEndpoint(pool, { name, disabledAt: now(), reason });
  const disabled = (await listDisabledEndpoints(pool)).find((endpoint) => endpoint.name === name);
  if (disabled === undefined) return;
  const messages = disabledMessages(config.webhooks, disabled);
  await withTransaction(pool, (client) => addMessages(client, `endpoint:${name}`, messages));
}

async function send(due: DueDelivery, webhook: NamedWebhook | undefined, now: number): Promise<Ending> {
  if (webhook === undefined) {
    return { fault: "not-configured", message: "no webhook of this name is in the configuration" };
  }
  try {
    const request = requestOf({ id: due.messageId, body: due.body }, webhook, now);
    return await attempt({ ...request, allowPrivate: webhook.allowPrivate });
  } catch (error) {
    return { fault: "unreadable", message: messageOf(error) };
  }
}

function tell({ endpoint, messageId, attempt }: DueDelivery, { outcome, error, disable }: Judgement, log: Log): void {
  const facts = { endpoint, messageId, attempt };
  if (disable !== undefined) log.warn(`webhook ${endpoint} ${disable}; it is disabled`, facts);
  if (outcome === "delivered") log.debug(`webhook ${endpoint} got ${messageId}`, facts);
  else if (outcome === "failed") log.error(`webhook ${endpoint} never got ${messageId}: ${error}`, facts);
  else log.warn(`webhook ${endpoint} did not get ${messageId}; it is sent again: ${error}`, facts);
}
