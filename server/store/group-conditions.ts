import type { GroupFilter } from "../../shared/api-groups.ts";
import type { Reach } from "../../shared/identity.ts";
import { listOf } from "./text.ts";

/** What a row `own` of `plumbline.error_group` or `plumbline.shown_group` has to be, with the values of its parameters. */
export type Conditions = {
  where: string;
  /** Whether it is muted at $1, or not, as asked for; empty where that does not matter. */
  state: "" | `and ${string}`;
  values: unknown[];
};

/** Groups that stand for themselves alone, which are nearly all: read from their table, in the order of its indexes. */
export const ALONE = `not exists (select 1 from plumbline.group_part where member_id = own.id)
         and not exists (select 1 from plumbline.group_part where kept_id = own.id)`;
/** Groups in which others are shown. */
export const KEPT = "own.id in (select kept_id from plumbline.group_part)";
export const MUTED = "exists (select 1 from plumbline.group_mute where group_id = own.id and until > $1::timestamptz)";

const LISTS = ["environment", "service", "family", "kind"] as const;

/**
 * The conditions of a filter, only those that are asked for: what is not asked costs no time. $1 is the moment `now`, at which mutes are
 * looked at. `laterIds`: of the groups that were seen after the range's end too, those that have entries in it.
 */
export function conditionsOf(
  filter: GroupFilter,
  { from, to }: { from: number; to: number },
  now: number,
  reach: Reach,
  laterIds: readonly string[],
): Conditions {
  const values: unknown[] = [new Date(now)];
  const parameter = (value: unknown, type: string) => `$${values.push(value)}::${type}`;
  const clauses = LISTS.flatMap((column) => {
    const list = listOf(filter[column]);
    return list === null ? [] : [`own.${column} = any(${parameter(list, "text[]")})`];
  });
  if (reach !== undefined) clauses.push(`own.environment = any(${parameter(reach, "text[]")})`);
  const words = (filter.q ?? "").trim().replaceAll("\0", "").toLowerCase();
  if (words !== "") clauses.push(containing(parameter(words, "text")));
  const end = parameter(to, "double precision");
  clauses.push(`own.first_seen <= ${end}`, `own.last_seen >= ${parameter(from, "double precision")}`);
  const later = laterIds.length === 0 ? "" : ` or own.id = any(${parameter(laterIds, "text[]")})`;
  clauses.push(`(own.last_seen <= ${end}${later})`);
  return { where: clauses.join("\n         and "), state: stateOf(filter), values };
}

function containing(words: string): string {
  return `(position(${words} in lower(own.title)) > 0 or own.id = ${words}
           or exists (select 1 from plumbline.group_part where kept_id = own.id and member_id = ${words}))`;
}

function stateOf({ state = "all" }: GroupFilter): Conditions["state"] {
  if (state === "all") return "";
  return state === "muted" ? `and ${MUTED}` : `and not ${MUTED}`;
}
