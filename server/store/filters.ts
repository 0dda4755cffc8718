import type { Pool } from "pg";
import type { SavedFilter, SaveFilterRequest } from "../../shared/api-filters.ts";
import { toIso } from "../../shared/time.ts";
import { iso, storable } from "./text.ts";

/** Every kept filter, by page and name, at most 1000. */
export async function listFilters(pool: Pool): Promise<SavedFilter[]> {
  const { rows } = await pool.query<SavedFilter>(
    `select id::text, page, name, query, who, ${iso("at")} as at
     from plumbline.saved_filter
     order by page, lower(name), name
     limit 1000`,
  );
  return rows;
}

/** Keeps a filter in the place of one of the same page and name. `at` in milliseconds since 1970. */
export async function saveFilter(pool: Pool, filter: SaveFilterRequest & { who: string; at: number }): Promise<void> {
  await pool.query(
    `insert into plumbline.saved_filter (page, name, query, who, at)
     values ($1::text, $2::text, $3::text, $4::text, $5::timestamptz)
     on conflict (page, name) do update set query = excluded.query, who = excluded.who, at = excluded.at`,
    [filter.page, storable(filter.name), filter.query, filter.who, toIso(filter.at)],
  );
}

/** Drops a filter. Whether there was one. */
export async function dropFilter(pool: Pool, id: string): Promise<boolean> {
  const { rowCount } = await pool.query("delete from plumbline.saved_filter where id::text = $1::text", [id]);
  return rowCount === 1;
}
