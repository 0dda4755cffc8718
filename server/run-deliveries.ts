import type { Pool } from "pg";
import type { MaintenanceView } from "../shared/api-webhooks.ts";
import type { Config } from "../shared/config.ts";
import { attempt } from "./deliver/attempt.ts";
import { keptReading } from "./deliver/kept-reading.ts";
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
import { createRedact, type Redact } from "./redact/redact.ts";
import {
  type DueDelivery,
  dueEndpoints,
  holdDelivery,
  nextDeliveryAt,
  recordAttempt,
  takeDueDeliveries,
} from "./store/deliveries.ts";
import { disableEndpoint, failingSince, listDisabledEndpoints } from "./store/endpoints.ts";
import { listMaintenance } from "./store/maintenance.ts";
import { addMessages } from "./store/outbox.ts";

/** A delivery with what people set, which is read once for its batch, and again where it waits in its lane. */
type TakenDelivery = DueDelivery & { maintenance: () => Promise<MaintenanceView[]> };

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
  const redact = createRedact(settings.config.redaction);
  return startWorker<TakenDelivery>({
    dueEndpoints: (at) => dueEndpoints(pool, at),
    take: async (asked) => {
      const due = await takeDueDeliveries(pool, asked);
      const maintenance = keptReading(() => listMaintenance(pool, now()), now);
      return due.map((one) => ({ ...one, maintenance }));
    },
    deliver: async (due) => {
      const webhook = webhooks.get(due.endpoint);
      const heldUntil = heldBy(await due.maintenance(), due.endpoint, webhook, now());
      if (heldUntil !== undefined) return holdDelivery(pool, due, heldUntil);
      return deliver(due, webhook, settings, redact);
    },
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

/** One attempt, judged and recorded. */
async function deliver(
  due: DueDelivery,
  webhook: NamedWebhook | undefined,
  settings: DeliverySettings,
  redact: Redact,
): Promise<void> {
  const { pool, now, random } = settings;
  const at = now();
  const startedAt = performance.now();
  const ending = withoutSecrets(await send(due, webhook, at), redact);
  const durationMs = performance.now() - startedAt;
  const finalStatuses = webhook === undefined ? [] : (formatOf(webhook.format).finalStatuses ?? []);
  const judgement = judge(ending, { attempt: due.attempt, now: now(), random: random(), finalStatuses });
  const { sequence, endpoint, attempt: number } = due;
  const status = "status" in ending ? ending.status : null;
  const { outcome, error } = judgement;
  const answer = "answer" in ending ? ending.answer : undefined;
  await recordAttempt(pool, { sequence, endpoint, attempt: number, at, durationMs, status, error, answer, outcome });
  const stop = judgement.disable ?? (error === null ? undefined : await stopFor(due.endpoint, error, settings));
  if (stop !== undefined) await disable(due.endpoint, stop, settings);
  tell(due, { ...judgement, disable: stop }, settings.log);
}

/** Receivers repeat what they were sent, keys included. */
function withoutSecrets(ending: Ending, redact: Redact): Ending {
  if (!("answer" in ending) || ending.answer === undefined) return ending;
  return { ...ending, answer: redact(ending.answer).text };
}

/** When the maintenance of an endpoint ends, by the configuration and by what people set. */
function heldBy(
  set: readonly MaintenanceView[],
  endpoint: string,
  webhook: NamedWebhook | undefined,
  now: number,
): number | undefined {
  const own = set.filter((one) => one.endpoint === null || one.endpoint === endpoint);
  return maintenanceEnd([...(webhook?.maintenance ?? []), ...own], now);
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
