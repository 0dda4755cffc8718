import type { GroupFilter } from "../../shared/api-groups.ts";
import type { Reach } from "../../shared/identity.ts";
import { minuteOf } from "../../shared/time.ts";
import { listOf } from "./text.ts";

/** What a group has to be, of `plumbline.error_group` or of `plumbline.shown_group`; the parameters are `conditionValues`. */
export const CONDITIONS = `($1::text[] is null or environment = any($1::text[]))
         and ($2::text[] is null or service = any($2::text[]))
         and ($3::text[] is null or family = any($3::text[]))
         and ($4::text[] is null or kind = any($4::text[]))
         and ($6::text is null or (until is not null) = ($6::text = 'muted'))
         and ($12::text[] is null or environment = any($12::text[]))
         and ($7::text is null or position($7::text in lower(title)) > 0 or id = $7::text
           or exists (select 1 from plumbline.group_part where kept_id = id and member_id = $7::text))
         and first_seen <= $11::double precision
         and last_seen >= $10::double precision
         and (
           last_seen <= $11::double precision
           or id = any($13::text[])
           or ($13::text[] is null and exists (
             select 1
             from plumbline.parts_of(array[id])
             join plumbline.group_minute on group_id = member_id
             where minute between $8::integer and $9::integer
           ))
         )`;

export const MUTED = "left join plumbline.group_mute on group_id = id and until > $5::timestamptz";
/** Which of the values is the moment at which mutes are looked at. */
export const MUTED_AT = 4;

/** Groups that stand for themselves alone, which are nearly all: read from their table, in the order of its indexes. */
export const ALONE = `not exists (select 1 from plumbline.group_part where member_id = own.id)
         and not exists (select 1 from plumbline.group_part where kept_id = own.id)`;
/** Groups in which others are shown. */
export const KEPT = "id in (select kept_id from plumbline.group_part)";

/**
 * The parameters of `CONDITIONS`. `countedIds`: the groups that have entries in the range, where they are known; else the few that
 * were seen after its end too are looked up.
 */
export function conditionValues(
  filter: GroupFilter,
  range: { from: number; to: number },
  now: number,
  reach: Reach,
  countedIds: readonly string[] | undefined,
): unknown[] {
  const { q = "", state = "all" } = filter;
  return [
    listOf(filter.environment),
    listOf(filter.service),
    listOf(filter.family),
    listOf(filter.kind),
    new Date(now),
    state === "all" ? null : state,
    q.trim() === "" ? null : q.trim().replaceAll("\0", "").toLowerCase(),
    minuteOf(range.from),
    minuteOf(range.to),
    range.from,
    range.to,
    reach ?? null,
    countedIds ?? null,
  ];
}
