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

/** Lets deliveries to an endpoint go on. Whether it was disabled. */
export async function enableEndpoint(pool: Pool, name: string): Promise<boolean> {
  const { rowCount } = await pool.query("delete from plumbline.endpoint where name = $1::text", [name]);
  return rowCount === 1;
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
