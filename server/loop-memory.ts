import { randomUUID } from "node:crypto";
import type { Pool } from "pg";
import type { ChangeEvent } from "../shared/events.ts";
import type { Incident } from "../shared/incident.ts";
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
};

/** Nothing is known yet. `now` in milliseconds since 1970. */
export function loopMemory(pool: Pool, now: () => number): LoopMemory {
  return {
    joiner: createGroupJoiner(pool, randomUUID()),
    reader: createAggregateReader(pool),
    steady: steadyServices(),
    revisions: new Map(),
    diagnosis: diagnoseMemory(),
    adopted: remembered(),
    recovering: remembered(),
    writer: createIncidentWriter(pool, now),
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
