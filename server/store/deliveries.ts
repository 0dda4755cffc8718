import type { Pool } from "pg";
import { withTransaction } from "../lib/database.ts";
import { storable } from "./text.ts";

/** A message that is to be sent to one endpoint now. */
export type DueDelivery = {
  sequence: number;
  endpoint: string;
  /** The `webhook-id`. */
  messageId: string;
  incidentId: string;
  type: string;
  body: string;
  /** 1 for the first attempt. */
  attempt: number;
  /** Milliseconds since 1970. */
  createdAt: number;
};

/** Of a delivery: its endpoint is not disabled. */
const IS_ENABLED = "not exists (select 1 from plumbline.endpoint where endpoint.name = delivery.endpoint)";

/** Of a delivery: the endpoint has all earlier messages of its incident. */
const HAS_ITS_TURN = `not exists (
         select 1
         from plumbline.delivery as earlier
         where earlier.endpoint = delivery.endpoint
           and earlier.incident_id = delivery.incident_id
           and earlier.state = 'pending'
           and earlier.sequence < delivery.sequence
       )`;

/** The endpoints for which something is due at `now` (milliseconds since 1970), disabled ones left out. */
export async function dueEndpoints(pool: Pool, now: number): Promise<string[]> {
  const { rows } = await pool.query<{ endpoint: string }>(
    `select distinct endpoint
     from plumbline.delivery
     where state = 'pending'
       and next_attempt_at <= $1::timestamptz
       and ${IS_ENABLED}
     order by endpoint`,
    [new Date(now)],
  );
  return rows.map(({ endpoint }) => endpoint);
}

/**
 * Deliveries that are due at `now` (milliseconds since 1970), of each endpoint the oldest, at most as many as there is room for.
 * They are this caller's for `leaseMs`; one whose result is not recorded by then is due again. An endpoint gets the messages of
 * one incident in order: a later one waits for the earlier. Those of disabled endpoints wait.
 */
export async function takeDueDeliveries(
  pool: Pool,
  { now, room, leaseMs }: { now: number; room: ReadonlyMap<string, number>; leaseMs: number },
): Promise<DueDelivery[]> {
  const { rows } = await pool.query<DueDelivery>(
    `with due as (
       select oldest.sequence, oldest.endpoint
       from unnest($2::text[], $3::integer[]) as asked (endpoint, room)
       cross join lateral (
         select sequence, endpoint
         from plumbline.delivery
         where delivery.endpoint = asked.endpoint
           and state = 'pending'
           and next_attempt_at <= $1::timestamptz
           and ${IS_ENABLED}
           and ${HAS_ITS_TURN}
         order by next_attempt_at, sequence
         limit asked.room
         for update skip locked
       ) as oldest
     ), taken as (
       update plumbline.delivery
       set attempts = attempts + 1, next_attempt_at = $4::timestamptz
       from due
       where delivery.sequence = due.sequence and delivery.endpoint = due.endpoint
       returning delivery.sequence, delivery.endpoint, delivery.attempts
     )
     select
       sequence::double precision as sequence, endpoint, outbox.id as "messageId", incident_id as "incidentId",
       type, body, attempts as attempt, extract(epoch from created_at)::double precision * 1000 as "createdAt"
     from taken
     join plumbline.outbox using (sequence)
     order by outbox.sequence, endpoint`,
    [new Date(now), [...room.keys()], [...room.values()], new Date(now + leaseMs)],
  );
  return rows;
}

/**
 * Lets a delivery that was taken wait until `until` (milliseconds since 1970), as if it had not been tried. A replay in the meantime
 * has the last word.
 */
export async function holdDelivery(
  pool: Pool,
  { sequence, endpoint, attempt }: Pick<DueDelivery, "sequence" | "endpoint" | "attempt">,
  until: number,
): Promise<void> {
  await pool.query(
    `update plumbline.delivery
     set attempts = attempts - 1, next_attempt_at = $4::timestamptz
     where sequence = $1::bigint and endpoint = $2::text and state = 'pending' and attempts = $3::integer`,
    [sequence, endpoint, attempt, new Date(until)],
  );
}

export type Attempt = {
  sequence: number;
  endpoint: string;
  attempt: number;
  /** When it was sent, milliseconds since 1970. */
  at: number;
  durationMs: number;
  /** The HTTP status; null where no answer came. */
  status: number | null;
  /** Why it failed; null where it did not. */
  error: string | null;
  /** What the endpoint said, where it may be shown. */
  answer?: string | undefined;
  /** Delivered, given up, or to be tried again at a time (milliseconds since 1970). */
  outcome: "delivered" | "failed" | { retryAt: number };
};

/** Notes how an attempt went. The result of one whose lease ran out is noted too, and counts if it was delivered. */
export async function recordAttempt(pool: Pool, attempt: Attempt): Promise<void> {
  const { sequence, endpoint, outcome } = attempt;
  const state = typeof outcome === "string" ? outcome : "pending";
  await withTransaction(pool, async (client) => {
    await client.query(
      `update plumbline.delivery
       set state = $4::text, next_attempt_at = coalesce($5::timestamptz, next_attempt_at)
       where sequence = $1::bigint and endpoint = $2::text and state <> 'delivered'
         and (attempts = $3::integer or $4::text = 'delivered')`,
      [sequence, endpoint, attempt.attempt, state, typeof outcome === "string" ? null : new Date(outcome.retryAt)],
    );
    await client.query(
      `insert into plumbline.delivery_attempt (sequence, endpoint, attempt, at, duration_ms, status, error, answer)
       values (
         $1::bigint, $2::text, $3::integer, $4::timestamptz, $5::integer, $6::integer, $7::text, $8::text
       )
       on conflict do nothing`,
      [
        sequence,
        endpoint,
        attempt.attempt,
        new Date(attempt.at),
        Math.round(attempt.durationMs),
        attempt.status,
        attempt.error === null ? null : storable(attempt.error),
        attempt.answer === undefined || attempt.answer === "" ? null : storable(attempt.answer),
      ],
    );
  });
}

/** Makes a delivery due again at `now`, with the same message id, whatever became of it. Whether there is such a one. */
export async function replayDelivery(pool: Pool, messageId: string, endpoint: string, now: number): Promise<boolean> {
  const { rowCount } = await pool.query(
    `update plumbline.delivery
     set state = 'pending', next_attempt_at = $3::timestamptz
     from plumbline.outbox
     where outbox.sequence = delivery.sequence and outbox.id = $1::text and delivery.endpoint = $2::text`,
    [messageId, endpoint, new Date(now)],
  );
  return rowCount === 1;
}

/**
 * Makes every delivery of an endpoint due again whose message was written at `since` or later (milliseconds since 1970), delivered
 * or not, with the same ids and in their order; those that are pending come sooner. How many there are.
 */
export async function replaySince(pool: Pool, endpoint: string, since: number, now: number): Promise<number> {
  const { rowCount } = await pool.query(
    `update plumbline.delivery
     set state = 'pending', next_attempt_at = $3::timestamptz
     from plumbline.outbox
     where outbox.sequence = delivery.sequence
       and delivery.endpoint = $1::text
       and outbox.created_at >= $2::timestamptz`,
    [endpoint, new Date(since), new Date(now)],
  );
  return rowCount ?? 0;
}

/** Milliseconds since 1970 at which the next delivery that waits for no other is due; undefined where none is pending. */
export async function nextDeliveryAt(pool: Pool): Promise<number | undefined> {
  const { rows } = await pool.query<{ at: Date | null }>(
    `select min(next_attempt_at) as at
     from plumbline.delivery
     where state = 'pending'
       and ${IS_ENABLED}
       and ${HAS_ITS_TURN}`,
  );
  return rows[0]?.at?.getTime();
}
