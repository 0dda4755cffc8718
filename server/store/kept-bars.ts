import type { Pool } from "pg";
import { byIndexes } from "../lib/snapshot.ts";
import { addMinutes, emptyBars, type Member, type Parts, stretchesOf } from "./group-bars.ts";
import { addKeptHours, type KeptHours } from "./kept-hours.ts";
import { addToBars, type NewestMinutes, reachBack } from "./newest-minutes.ts";

/** A group with the newest minutes that are known of it. */
export type KnownMember = Member & { newest: NewestMinutes };

/**
 * What `readBars` gives of groups of which the newest minutes are known, by the id of the one in which each is shown: full hours that were
 * read before are not read again, and minutes alone that lie neither in them nor among the newest.
 */
export function readKeptBars(
  pool: Pool,
  kept: KeptHours,
  members: readonly KnownMember[],
  parts: Parts,
): Promise<Map<string, number[]>> {
  return byIndexes(pool, async (client) => {
    const bars = new Map(members.map(({ keptId }) => [keptId, emptyBars(parts.count)]));
    const known = await addKeptHours(client, kept, { members, bars, parts });
    const rest = members.flatMap((member) => {
      const own = bars.get(member.keptId) ?? [];
      return stretchesOf([member], known, parts).filter((stretch) => {
        if (!reachBack(member.newest, stretch.first)) return true;
        addToBars(own, member.newest, parts, stretch);
        return false;
      });
    });
    if (rest.length > 0) await addMinutes(client, bars, rest, parts);
    return bars;
  });
}
