import type { Pool, PoolClient } from "pg";
import { minuteOf } from "../../shared/time.ts";
import { breather } from "../lib/breathe.ts";
import { inSnapshot } from "../lib/snapshot.ts";
import { type Changes, type Mark, readChanges, readMark } from "./changed-since.ts";
import { keptChanges } from "./kept-changes.ts";
import { keptGroups } from "./kept-groups.ts";
import type { OpenRange } from "./kept-minutes.ts";
import { keptTraffic } from "./kept-traffic.ts";
import { loadRevisions, type StoredAggregate, type Window } from "./load-aggregate.ts";
import type { RevisionSeen } from "./merge-changes.ts";

/** Reads windows of the store one after the other, each beginning and ending no earlier than the one before it. */
export type AggregateReader = {
  /**
   * The same as `loadAggregate` gives, at a cost that follows what was stored since the last call. What did not change is the same
   * object as before. Nothing may be changed in it. Calls are answered one after the other.
   */
  read: (window: Window) => Promise<StoredAggregate>;
};

/** A reader that has read nothing yet. */
export function createAggregateReader(pool: Pool): AggregateReader {
  let known: Known | undefined;
  let last: Promise<unknown> = Promise.resolve();
  const read = async (window: Window): Promise<StoredAggregate> => {
    const before = known;
    // Where reading fails half-way, what is kept is no moment of the store.
    known = undefined;
    const next = await inSnapshot(pool, (client) => readNext(client, before, window));
    // What is read is put together outside: a snapshot that is open for long is in the way of others.
    const aggregate = await withinWindow(next);
    known = next;
    return aggregate;
  };
  return {
    read(window) {
      const reading = last.then(() => read(window));
      last = reading.catch(() => undefined);
      return reading;
    },
  };
}

type Known = {
  mark: Mark;
  window: Window;
  groups: ReturnType<typeof keptGroups>;
  traffic: ReturnType<typeof keptTraffic>;
  changes: ReturnType<typeof keptChanges>;
  revisions: RevisionSeen[];
};

async function readNext(client: PoolClient, before: Known | undefined, window: Window): Promise<Known> {
  const mark = await readMark(client);
  const isOn = before !== undefined && window.from >= before.window.from && window.to >= before.window.to;
  const changed: Changes | undefined = isOn
    ? await readChanges(client, { since: before.mark, to: mark, now: before.window.to })
    : undefined;
  const { groups, traffic } =
    changed === undefined || !isOn ? { groups: keptGroups(), traffic: keptTraffic() } : before;
  const range = rangeOf(window);
  await groups.update(client, changed, range, breather());
  await traffic.update(client, changed, range);
  const changes = before?.changes ?? keptChanges();
  await changes.update(client, window);
  const revisions = await loadRevisions(client, window);
  return { mark, window, groups, traffic, changes, revisions };
}

async function withinWindow({ window, groups, traffic, changes, revisions }: Known): Promise<StoredAggregate> {
  const range = rangeOf(window);
  return {
    groups: await groups.within(range, breather()),
    traffic: traffic.within(range),
    changes: changes.all(),
    revisions,
  };
}

function rangeOf({ from, to }: Window): OpenRange {
  return { first: minuteOf(from), last: minuteOf(to) };
}
