import type { Pool, PoolClient } from "pg";

/** Groups that are shown in another, with the group they are shown in. */
export async function readParts(client: Pool | PoolClient): Promise<Map<string, string>> {
  const { rows } = await client.query<{ memberId: string; keptId: string }>(
    `select member_id as "memberId", kept_id as "keptId" from plumbline.group_part order by member_id`,
  );
  return new Map(rows.map(({ memberId, keptId }) => [memberId, keptId]));
}

/** Groups that are shown in another, with that one, and the text in which the store told it: members and kept ones in turn, by line. */
export type PartsText = { text: string; keptOf: ReadonlyMap<string, string> };

/** The same as `readParts`, and the same object as before where nothing changed: then one text is read and compared. */
export async function readPartsAfter(client: PoolClient, before: PartsText | undefined): Promise<PartsText> {
  const { rows } = await client.query<{ text: string | null }>(
    // An id holds no line break.
    `select string_agg(member_id || e'\n' || kept_id, e'\n' order by member_id) as text from plumbline.group_part`,
  );
  const text = rows[0]?.text ?? "";
  if (text === before?.text) return before;
  const ids = text.split("\n");
  const keptOf = new Map<string, string>();
  for (let at = 0; at + 1 < ids.length; at += 2) keptOf.set(ids[at] ?? "", ids[at + 1] ?? "");
  return { text, keptOf };
}

/** The group in which a group is shown: itself where it was not joined, or where there is none of that id. */
export async function shownGroupOf(client: Pool | PoolClient, id: string): Promise<string> {
  const { rows } = await client.query<{ keptId: string }>(
    `select kept_id as "keptId" from plumbline.group_part where member_id = $1::text`,
    [id.replaceAll("\0", "")],
  );
  return rows[0]?.keptId ?? id;
}

/** The texts of these groups that words were joined in, by id. */
export async function readJoinedTexts(
  client: Pool | PoolClient,
  ids: readonly string[],
): Promise<Map<string, { template: string; title: string }>> {
  const { rows } = await client.query<{ id: string; template: string; title: string }>(
    `select group_id as id, template, title from plumbline.group_text where group_id = any($1::text[])`,
    [ids],
  );
  return new Map(rows.map(({ id, ...text }) => [id, text]));
}
