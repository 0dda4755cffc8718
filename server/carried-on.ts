import type { Pool } from "pg";
import type { RouteTraffic } from "../shared/group.ts";
import type { Incident } from "../shared/incident.ts";
import { judgeGone, withRecurrence } from "./continue-incidents.ts";
import { loadDerived } from "./store/read-held.ts";
import type { Standing } from "./store/standing.ts";

/**
 * Of the incidents that left the window those of which something else is to be said now (`now` in milliseconds since 1970); only
 * these are read as a whole.
 */
export async function carriedOn(
  pool: Pool,
  gone: readonly Standing[],
  traffic: readonly RouteTraffic[],
  now: number,
): Promise<Incident[]> {
  const judged = new Map(gone.map((one) => [one.id, judgeGone(one, traffic, now)]));
  const changed = [...judged].flatMap(([id, criterion]) => (criterion === undefined ? [] : [id]));
  return (await loadDerived(pool, changed)).map((incident) => {
    const criterion = judged.get(incident.id);
    return criterion === undefined ? incident : withRecurrence(incident, criterion);
  });
}
