import type { Pool } from "pg";

/** What belongs to one environment: an incident or a group, by its id. */
export type Belonging = "incident" | "group";

const QUERIES = {
  incident: "select environment from plumbline.incident where id = $1::text",
  group: "select environment from plumbline.error_group where id = $1::text",
} as const satisfies Record<Belonging, string>;

/** The environment that an incident or a group belongs to; undefined where there is none of that id. */
export async function environmentOf(pool: Pool, kind: Belonging, id: string): Promise<string | undefined> {
  const { rows } = await pool.query<{ environment: string }>(QUERIES[kind], [id.replaceAll("\0", "")]);
  return rows[0]?.environment;
}
