import type { Pool, PoolClient } from "pg";
import type { ChangeEvent } from "../../shared/events.ts";
import type { ErrorGroup, RouteTraffic } from "../../shared/group.ts";
import { MINUTE, minuteOf } from "../../shared/time.ts";
import { inSnapshot } from "../lib/snapshot.ts";
import { loadGroups } from "./load-groups.ts";
import { loadTraffic } from "./load-traffic.ts";
import type { RevisionSeen } from "./merge-changes.ts";

export type StoredAggregate = {
  groups: ErrorGroup[];
  traffic: RouteTraffic[];
  changes: ChangeEvent[];
  /** When the revisions that were seen in the window were first and last seen at all. */
  revisions: RevisionSeen[];
};

/** Both ends in milliseconds since 1970; the minute of `to` belongs to the window. */
export type Window = { from: number; to: number };

/**
 * What happened in the window, as of one moment: groups and routes with a count in it. `count`, `perMinute` and
 * `arrivals` are of the window, and `lastSeen` is not after it, whatever time a single entry claims; `firstSeen`, samples,
 * revisions, instances, callers and traces are of all that is kept. Order: groups by first appearance, then id; routes by name; changes by time.
 */
export async function loadAggregate(pool: Pool, window: Window): Promise<StoredAggregate> {
  return inSnapshot(pool, async (client) => {
    const minutes = { first: minuteOf(window.from), last: minuteOf(window.to) };
    const groups = await loadGroups(client, minutes);
    const traffic = await loadTraffic(client, minutes);
    const changes = await loadChanges(client, window);
    const revisions = await loadRevisions(client, window);
    return { groups: groups.map((group) => seenWithin(group, minutes.last)), traffic, changes, revisions };
  });
}

/** An entry from the future, by a clock that runs ahead, counts when its time has come: until then its group may be silent. */
export function seenWithin(group: ErrorGroup, lastMinute: number): ErrorGroup {
  const end = (lastMinute + 1) * MINUTE;
  return group.lastSeen < end ? group : { ...group, lastSeen: group.arrivals.at(-1) ?? group.firstSeen };
}

export async function loadChanges(client: PoolClient, { from, to }: Window): Promise<ChangeEvent[]> {
  const { rows } = await client.query<{ document: ChangeEvent }>(
    `select document
     from plumbline.change_event
     where at between $1::double precision and $2::double precision
     order by at, hash`,
    [from, to],
  );
  return rows.map(({ document }) => document);
}

export async function loadRevisions(client: PoolClient, { from, to }: Window): Promise<RevisionSeen[]> {
  const { rows } = await client.query<RevisionSeen>(
    `select environment, service, name, first_seen as "firstSeen", last_seen as "lastSeen"
     from plumbline.revision
     where last_seen >= $1::double precision and first_seen <= $2::double precision
     order by environment, service, first_seen, name`,
    [from, to],
  );
  return rows;
}
