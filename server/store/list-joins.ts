import type { Pool } from "pg";
import type { Signature } from "../../shared/group.ts";
import { minuteOf } from "../../shared/time.ts";

/** Both ends in milliseconds since 1970. */
type Range = { from: number; to: number };

/** A group whose counts are shown in another, or that other itself (`rule` null), with its own entries in the range. */
export type JoinedPart = {
  id: string;
  title: string;
  signature: Signature;
  count: number;
  total: number;
  firstSeen: number;
  lastSeen: number;
  rule: "words" | "person" | null;
  /** What it was joined to. */
  parentId: string | null;
  differences: { a: string; b: string }[] | null;
  who: string | null;
  reason: string | null;
  at: Date | null;
};

const MAX_PARTS = 500;

/** What is shown as one group: itself first, then the others, the most frequent first; at most 500. */
export async function listJoinedParts(pool: Pool, keptId: string, { from, to }: Range): Promise<JoinedPart[]> {
  const { rows } = await pool.query<JoinedPart>(
    `select
       own.id, own.title, own.signature, own.first_seen as "firstSeen", own.last_seen as "lastSeen",
       coalesce(sum(count) filter (where minute between $2::integer and $3::integer), 0)::double precision as count,
       coalesce(sum(count), 0)::double precision as total,
       rule, parent_id as "parentId", differences, who, reason, at
     from plumbline.parts_of(array[$1::text]) as part
     join plumbline.error_group as own on own.id = part.member_id
     left join plumbline.group_join on group_join.member_id = own.id
     left join plumbline.group_minute on group_id = own.id
     group by own.id, group_join.member_id
     order by own.id <> $1::text, total desc, own.id
     limit $4::integer`,
    [keptId, minuteOf(from), minuteOf(to), MAX_PARTS],
  );
  return rows;
}

/** One change of what is shown as one group. */
export type JoinEvent = {
  id: string;
  kind: "join" | "split";
  rule: "words" | "person";
  memberId: string;
  memberTitle: string | null;
  keptId: string;
  who: string;
  reason: string | null;
  at: Date;
  undone: { who: string; reason: string | null; at: string } | null;
};

/** The changes of what a group shows, and of the group itself, newest first. */
export async function listJoinEvents(pool: Pool, keptId: string, limit = 100): Promise<JoinEvent[]> {
  const { rows } = await pool.query<JoinEvent>(
    `select
       event.id::text, event.kind, rule, event.member_id as "memberId", own.title as "memberTitle",
       event.kept_id as "keptId", who, reason, at,
       case when undone_by is not null then json_build_object('who', undone_by, 'reason', undone_reason, 'at', undone_at) end
         as undone
     from plumbline.group_join_event as event
     left join plumbline.error_group as own on own.id = event.member_id
     where event.kept_id in (select member_id from plumbline.parts_of(array[$1::text]))
       or event.member_id in (select member_id from plumbline.parts_of(array[$1::text]))
     order by event.id desc
     limit $2::integer`,
    [keptId, limit],
  );
  return rows;
}
