import { randomUUID } from "node:crypto";
import type { Pool } from "pg";
import type { ChangeEvent } from "../shared/events.ts";
import type { Incident } from "../shared/incident.ts";
import { SECOND } from "../shared/time.ts";
import type { Otherwise } from "./continue-incidents.ts";
import { type DiagnoseMemory, diagnoseMemory } from "./diagnose-memory.ts";
import { createGroupJoiner, type GroupJoiner } from "./join-groups.ts";
import { type SteadyServices, steadyServices } from "./steady-services.ts";
import { type AggregateReader, createAggregateReader } from "./store/aggregate-reader.ts";
import { createIncidentWriter, type IncidentWriter } from "./store/incident-writer.ts";

/** What one look leaves for the next, so that its cost follows what changed in between. */
export type LoopMemory = {
  joiner: GroupJoiner;
  reader: AggregateReader;
  steady: SteadyServices;
  /** Changes that were made of revisions, by their key. */
  revisions: Map<string, ChangeEvent>;
  diagnosis: DiagnoseMemory;
  /** Incidents under the id that they had before, and as recovering. */
  adopted: Otherwise;
  recovering: Otherwise;
  writer: IncidentWriter;
  /** Reads what changed, where that was not done for a while, though it is another replica that analyzes. */
  stayReady: (from: number, to: number) => Promise<void>;
};

/** How often a replica that does not analyze reads what changed. */
const READY_EVERY = 10 * SECOND;

/** Nothing is known yet. `now` in milliseconds since 1970. */
export function loopMemory(pool: Pool, now: () => number): LoopMemory {
  const reader = createAggregateReader(pool);
  let readAt = Number.NEGATIVE_INFINITY;
  const read: AggregateReader["read"] = (window) => {
    readAt = performance.now();
    return reader.read(window);
  };
  return {
    joiner: createGroupJoiner(pool, randomUUID()),
    reader: { read },
    steady: steadyServices(),
    revisions: new Map(),
    diagnosis: diagnoseMemory(),
    adopted: remembered(),
    recovering: remembered(),
    writer: createIncidentWriter(pool, now),
    async stayReady(from, to) {
      if (performance.now() - readAt > READY_EVERY) await read({ from, to });
    },
  };
}

/** Gives for the same incident the same again, unless it is to have another id or status. */
function remembered(): Otherwise {
  const made = new WeakMap<Incident, Incident>();
  return (incident, make) => {
    const [known, now] = [made.get(incident), make()];
    if (known?.id === now.id && known.status === now.status) return known;
    made.set(incident, now);
    return now;
  };
}
