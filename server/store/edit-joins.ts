import type { Pool, PoolClient } from "pg";
import type { ErrorGroup } from "../../shared/group.ts";
import { PlumblineError } from "../lib/errors.ts";
import { addJoins, changingJoins, dropStaleTexts, findKept } from "./group-joins.ts";
import { shownGroupOf } from "./group-parts.ts";
import { storable } from "./text.ts";
import { tellListeners } from "./write-incident.ts";

/** Who changes what is one group, why and when (milliseconds since 1970). */
export type JoinEditor = { who: string; reason: string; at: number };

type Row = Pick<ErrorGroup, "id" | "environment" | "service" | "kind" | "signature">;

/**
 * Shows one group, with all that is shown in it, as part of another, and gives the id of that. Throws `not-found` for a group that
 * there is not, `conflict` for two that cannot be one.
 */
export function joinByPerson(pool: Pool, keptId: string, memberId: string, editor: JoinEditor): Promise<string> {
  return changingJoins(pool, async (client) => {
    const [kept, member] = [await shownRow(client, keptId), await shownRow(client, memberId)];
    const refusal = whyNotOne(kept, member);
    if (refusal !== undefined) throw new PlumblineError("conflict", refusal);
    const facts = { rule: "person" as const, differences: [], ...editor };
    await addJoins(client, [{ memberId: member.id, parentId: kept.id, ...facts }]);
    await tellListeners(client, null, 0);
    return kept.id;
  });
}

async function shownRow(client: PoolClient, id: string): Promise<Row> {
  const { rows } = await client.query<Row>(
    "select id, environment, service, kind, signature from plumbline.error_group where id = $1::text",
    [await shownGroupOf(client, id.replaceAll("\0", ""))],
  );
  if (rows[0] === undefined) throw new PlumblineError("not-found", `There is no group ${id}.`);
  return rows[0];
}

/** Why two groups cannot be shown as one; undefined where they can. */
function whyNotOne(kept: Row, member: Row): string | undefined {
  if (kept.id === member.id) return `${member.id} is shown in ${kept.id} already.`;
  if (kept.environment !== member.environment || kept.service !== member.service) {
    return `${member.id} is of ${member.service} in ${member.environment}, ${kept.id} of ${kept.service} in ${kept.environment}: only groups of one service in one environment can be joined.`;
  }
  const [a, b] = [requestOf(kept), requestOf(member)];
  if (a === b) return undefined;
  return `One is of ${a ?? "messages"}, the other of ${b ?? "messages"}: failed requests are counted by method and route, so only those of one route can be joined.`;
}

/** What requests a group counts; undefined for a group of messages. */
function requestOf({ kind, signature: { slots } }: Row): string | undefined {
  return kind === "request" ? `requests ${slots.method} ${slots.route} ${slots.origin ?? "edge"}` : undefined;
}

/**
 * Takes one group out of that in which it is shown; what was joined to it stays there. It is not joined again because of its words.
 * Throws `not-found` where it is not shown in `keptId`.
 */
export function splitByPerson(pool: Pool, keptId: string, memberId: string, editor: JoinEditor): Promise<void> {
  return changingJoins(pool, async (client) => {
    const id = memberId.replaceAll("\0", "");
    if ((await shownGroupOf(client, id)) !== (await shownGroupOf(client, keptId))) {
      throw new PlumblineError("not-found", `Group ${id} is not shown in group ${keptId}.`);
    }
    await takeOut(client, id, editor);
    await client.query(
      `insert into plumbline.group_join_event (kind, rule, member_id, kept_id, differences, who, reason, at)
       values ('split', 'person', $1::text, $2::text, '[]', $3::text, $4::text, $5::timestamptz)`,
      [id, keptId, storable(editor.who), storable(editor.reason), new Date(editor.at)],
    );
    await tellListeners(client, null, 0);
  });
}

/** Takes a group out, sets it apart, and leaves those that were joined to it where they were shown. */
async function takeOut(client: PoolClient, id: string, { who, reason, at }: JoinEditor): Promise<void> {
  const { rows } = await client.query<{ parentId: string; keptId: string; rule: "words" | "person" }>(
    `delete from plumbline.group_join
     where member_id = $1::text
     returning parent_id as "parentId", kept_id as "keptId", rule`,
    [id],
  );
  if (rows[0] === undefined) {
    throw new PlumblineError(
      "conflict",
      `Others are shown in group ${id}; it is shown in none: split those out instead.`,
    );
  }
  const { parentId, keptId, rule } = rows[0];
  if (rule === "person") await handOver(client, id);
  await client.query("update plumbline.group_join set parent_id = $2::text where parent_id = $1::text", [id, parentId]);
  await client.query(
    `insert into plumbline.group_apart (group_id, from_id, who, reason, at)
     values ($1::text, $2::text, $3::text, $4::text, $5::timestamptz)
     on conflict (group_id) do update set
       from_id = excluded.from_id, who = excluded.who, reason = excluded.reason, at = excluded.at`,
    [id, keptId, storable(who), storable(reason), new Date(at)],
  );
  await findKept(client, keptId);
  await dropStaleTexts(client);
}

/**
 * Lets one of those that were joined to a group because of their words lead the others, and be where a person put the group: what it
 * was put into need not read alike.
 */
async function handOver(client: PoolClient, id: string): Promise<void> {
  const { rows } = await client.query<{ heir: string }>(
    `with heir as (
       update plumbline.group_join
       set rule = 'person'
       where member_id = (
         select member_id from plumbline.group_join where parent_id = $1::text and rule = 'words' order by at, member_id limit 1
       )
       returning member_id
     )
     insert into plumbline.group_text (group_id, template, title)
     select heir.member_id, template, title from heir, plumbline.group_text where group_id = $1::text
     on conflict (group_id) do nothing
     returning group_id as heir`,
    [id],
  );
  if (rows[0] === undefined) return;
  await client.query(
    "update plumbline.group_join set parent_id = $2::text where parent_id = $1::text and rule = 'words'",
    [id, rows[0].heir],
  );
}

type Event = {
  kind: "join" | "split";
  rule: "words" | "person";
  memberId: string;
  keptId: string;
  differences: { a: string; b: string }[];
};

/**
 * Takes back a join or a split, by the id of its line in the history of a group: a person's join ends with all that came with it, a join because
 * of words becomes a split, a split group is joined again. Throws `not-found`, and `conflict` where something changed since.
 */
export function undoJoinEvent(pool: Pool, eventId: string, groupId: string, editor: JoinEditor): Promise<void> {
  return changingJoins(pool, async (client) => {
    const { rows } = await client.query<Event>(
      `update plumbline.group_join_event as event
       set undone_by = $2::text, undone_reason = $3::text, undone_at = $4::timestamptz
       where id = $1::bigint
         and undone_by is null
         and (
           event.kept_id in (select member_id from plumbline.parts_of(array[$5::text]))
           or event.member_id in (select member_id from plumbline.parts_of(array[$5::text]))
         )
       returning kind, rule, event.member_id as "memberId", event.kept_id as "keptId", differences`,
      [
        eventId,
        ...[storable(editor.who), storable(editor.reason), new Date(editor.at)],
        await shownGroupOf(client, groupId),
      ],
    );
    const [event] = rows;
    if (event === undefined) throw new PlumblineError("not-found", "There is no such change of groups to take back.");
    if (event.kind === "split") await joinAgain(client, event, editor);
    else if (event.rule === "words") await takeOut(client, event.memberId, editor);
    else await separate(client, event);
    await tellListeners(client, null, 0);
  });
}

async function joinAgain(client: PoolClient, event: Event, editor: JoinEditor): Promise<void> {
  const { rowCount } = await client.query("delete from plumbline.group_apart where group_id = $1::text", [
    event.memberId,
  ]);
  const [kept, member] = [await shownGroupOf(client, event.keptId), await shownGroupOf(client, event.memberId)];
  if (rowCount !== 1 || kept === member || member !== event.memberId) throw changedSince();
  const facts = { rule: "person" as const, differences: event.differences, ...editor };
  await addJoins(client, [{ memberId: event.memberId, parentId: kept, ...facts }]);
}

async function separate(client: PoolClient, { memberId, keptId }: Event): Promise<void> {
  const { rows } = await client.query<{ shownIn: string }>(
    `delete from plumbline.group_join
     where member_id = $1::text and parent_id = $2::text and rule = 'person'
     returning kept_id as "shownIn"`,
    [memberId, keptId],
  );
  if (rows[0] === undefined) throw changedSince();
  await findKept(client, rows[0].shownIn);
}

function changedSince(): PlumblineError {
  return new PlumblineError("conflict", "What is one group was changed since: take the later change back first.");
}
