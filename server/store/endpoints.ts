import type { Pool } from "pg";
import { storable } from "./text.ts";

/** An endpoint that gets nothing until a person enables it again. `disabledAt` in milliseconds since 1970. */
export type DisabledEndpoint = { name: string; disabledAt: number; reason: string };

/** Stops deliveries to an endpoint; they wait. The first reason stays. */
export async function disableEndpoint(pool: Pool, { name, disabledAt, reason }: DisabledEndpoint): Promise<void> {
  await pool.query(
    `insert into plumbline.endpoint (name, disabled_at, reason)
     values ($1::text, $2::timestamptz, $3::text)
     on conflict do nothing`,
    [name, new Date(disabledAt), storable(reason)],
  );
}

/** Lets deliveries to an endpoint go on; its failures are counted anew. Whether it was disabled. */
export async function enableEndpoint(pool: Pool, name: string, now = Date.now()): Promise<boolean> {
  const { rowCount } = await pool.query(
    `with gone as (
       delete from plumbline.endpoint where name = $1::text returning name
     )
     insert into plumbline.endpoint_enabled (name, enabled_at)
     select name, $2::timestamptz from gone
     on conflict (name) do update set enabled_at = excluded.enabled_at`,
    [name, new Date(now)],
  );
  return rowCount === 1;
}

/**
 * When the first of the attempts failed after which none succeeded, milliseconds since 1970; undefined where the last one
 * succeeded. Messages that waited for the end of maintenance failed nowhere.
 */
export async function failingSince(pool: Pool, name: string): Promise<number | undefined> {
  const { rows } = await pool.query<{ since: Date | null }>(
    `select min(at) as since
     from plumbline.delivery_attempt
     where endpoint = $1::text
       and error not like 'maintenance:%'
       and at > greatest(
         '-infinity'::timestamptz,
         (select max(at) from plumbline.delivery_attempt where endpoint = $1::text and error is null),
         (select enabled_at from plumbline.endpoint_enabled where endpoint_enabled.name = $1::text)
       )`,
    [name],
  );
  return rows[0]?.since?.getTime();
}

/** The endpoints that are disabled, in order of the name. */
export async function listDisabledEndpoints(pool: Pool): Promise<DisabledEndpoint[]> {
  const { rows } = await pool.query<DisabledEndpoint>(
    `select name, extract(epoch from disabled_at)::double precision * 1000 as "disabledAt", reason
     from plumbline.endpoint
     order by name`,
  );
  return rows;
}
