import type { Pool } from "pg";
import type { Json } from "../../shared/json.ts";

/** A small fact about this installation; undefined where it was never set. */
export async function readSetting(pool: Pool, name: string): Promise<Json | undefined> {
  const { rows } = await pool.query<{ value: Json }>("select value from plumbline.setting where name = $1::text", [
    name,
  ]);
  return rows[0]?.value;
}

/** A small fact about this installation; where it was never set, `first` is set, by one replica for all. */
export async function settingOrFirst(pool: Pool, name: string, first: Json): Promise<Json> {
  await pool.query(
    `insert into plumbline.setting (name, value)
     values ($1::text, $2::json)
     on conflict (name) do nothing`,
    [name, JSON.stringify(first)],
  );
  return (await readSetting(pool, name)) ?? first;
}

/** Sets a small fact about this installation. */
export async function writeSetting(pool: Pool, name: string, value: Json): Promise<void> {
  await pool.query(
    `insert into plumbline.setting (name, value)
     values ($1::text, $2::json)
     on conflict (name) do update set value = excluded.value`,
    [name, JSON.stringify(value)],
  );
}
