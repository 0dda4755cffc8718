import type { Pool } from "pg";
import { loadAggregate } from "../../../server/store/load-aggregate.ts";
import { DAY } from "../../../shared/time.ts";
import { RELATIONS, type ServedEntry } from "./entries.ts";

/** How often each entry of `traffic` counts: entries in all, errors by relation, requests that went well. */
export type Counts = { entries: number; errors: Record<string, number>; perMinute: number; requests: number };

/** What must be stored once everything that the server held was read. */
export function truthOf(entries: readonly ServedEntry[]): Counts {
  const texts = entries.map(({ entry }) => ("textPayload" in entry ? String(entry.textPayload) : ""));
  const errors = RELATIONS.map((name) => [name, texts.filter((text) => text.includes(`"${name}"`)).length] as const);
  const failed = errors.reduce((sum, [, count]) => sum + count, 0);
  return {
    entries: entries.length,
    errors: Object.fromEntries(errors),
    perMinute: failed,
    requests: entries.length - failed,
  };
}

/** What is stored. */
export async function storedCounts(pool: Pool): Promise<Counts> {
  const { rows } = await pool.query<{ keys: number }>("select count(*)::integer as keys from plumbline.entry_key");
  const { groups, traffic } = await loadAggregate(pool, { from: Date.now() - 60 * DAY, to: Date.now() + DAY });
  const sum = (counts: number[]) => counts.reduce((total, count) => total + count, 0);
  const errors = RELATIONS.map((name) => {
    const own = groups.filter(({ signature }) => JSON.stringify(signature).includes(`"${name}"`));
    return [name, sum(own.map(({ count }) => count))] as const;
  });
  return {
    entries: rows[0]?.keys ?? 0,
    errors: Object.fromEntries(errors),
    perMinute: sum(groups.flatMap(({ perMinute }) => perMinute.map(([, count]) => count))),
    requests: sum(traffic.flatMap(({ perMinute }) => perMinute.map(([, ok]) => ok))),
  };
}
