import type { Pool } from "pg";
import { toIso } from "../../shared/time.ts";
import { iso, storable } from "./text.ts";

/** What a person said of a service; both null where nothing is known. */
export type ServiceEdit = {
  service: string;
  capability: string | null;
  monthlyRevenueUsd: number | null;
  who: string;
  at: string;
};

/** What people said of services, in order of the name. */
export async function listServiceEdits(pool: Pool): Promise<ServiceEdit[]> {
  const { rows } = await pool.query<ServiceEdit>(
    `select service, capability, monthly_revenue_usd as "monthlyRevenueUsd", who, ${iso("at")} as at
     from plumbline.service_edit
     order by service`,
  );
  return rows;
}

/** Keeps what a person says of a service; the last word counts. `at` in milliseconds since 1970. */
export async function editService(pool: Pool, edit: Omit<ServiceEdit, "at"> & { at: number }): Promise<void> {
  await pool.query(
    `insert into plumbline.service_edit (service, capability, monthly_revenue_usd, who, at)
     values ($1::text, $2::text, $3::double precision, $4::text, $5::timestamptz)
     on conflict (service) do update
     set capability = excluded.capability, monthly_revenue_usd = excluded.monthly_revenue_usd,
       who = excluded.who, at = excluded.at`,
    [
      storable(edit.service),
      edit.capability === null ? null : storable(edit.capability),
      edit.monthlyRevenueUsd,
      edit.who,
      toIso(edit.at),
    ],
  );
}

/** Forgets what a person said of a service. Whether anybody had said something. */
export async function dropServiceEdit(pool: Pool, service: string): Promise<boolean> {
  const { rowCount } = await pool.query("delete from plumbline.service_edit where service = $1::text", [
    storable(service),
  ]);
  return rowCount === 1;
}

/** The names of services that were seen, in order. */
export async function listServices(pool: Pool): Promise<string[]> {
  const { rows } = await pool.query<{ service: string }>(
    `select service from plumbline.revision
     union
     select service from plumbline.incident
     order by service`,
  );
  return rows.map(({ service }) => service);
}
