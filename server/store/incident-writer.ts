import type { Pool } from "pg";
import { eachInSteps } from "../../shared/in-steps.ts";
import type { Incident } from "../../shared/incident.ts";
import { changesBetween } from "../../shared/incident-changes.ts";
import { MINUTE } from "../../shared/time.ts";
import { breather, goThrough } from "../lib/breathe.ts";
import { fingerprintOf } from "./fingerprint.ts";
import { type Derivation, type IncidentChange, noteLook, readFingerprints, saveIncidents } from "./save-incidents.ts";

/** How old the time of the last look at an incident that does not change may be. */
const LOOK_AGE = MINUTE;
/** Incidents that are written together: what else wants to write waits for no more. */
const AT_ONCE = 8;
/** What is to be seen at once is written in parts of so many: each is seen when all of its part are written. */
const NEWS_TOGETHER = 16;
/** So many of that are written at a look, whatever time it takes. */
const NEWS_AT_ONCE = 64;

export type WriterSettings = {
  /** Called before each transaction: throws where somebody else may write by now. */
  assertMayWrite: () => void;
  /** Whether to go on with what can wait. */
  mayGoOn: () => boolean;
};

export type Written = {
  changes: IncidentChange[];
  /** Those of the incidents that were written. */
  incidents: Incident[];
  /** How many are to be written at a later look: only counts or the times of checks changed in them, or there are too many. */
  left: number;
};

/**
 * Writes look after look what changed since the last one, which it tells by the object: an incident that is the same object is the
 * same. What a person would call a change is written at once, of much of it what is new and young before the rest, and as much as
 * there is time for; then that of which only counts moved, those first that wait longest.
 */
export type IncidentWriter = {
  write: (derivation: Derivation, settings: WriterSettings) => Promise<Written>;
};

type Known = { derived: Incident; fingerprint: string; writtenAt: number; lookedAt: number };
type Fresh = {
  incident: Incident;
  fingerprint: string;
  wait: "none" | "counts" | "times";
  /** When it was written last, milliseconds since 1970; 0 where this writer did not. */
  since: number;
  isStored: boolean;
};

/** A writer that knows of no incident yet. `now` gives milliseconds. */
export function createIncidentWriter(pool: Pool, now: () => number): IncidentWriter {
  const known = new Map<string, Known>();

  const judge = (incident: Incident, stored: string | undefined): Fresh | undefined => {
    const before = known.get(incident.id);
    const isOurs = before !== undefined && before.fingerprint === stored;
    if (isOurs && before.derived === incident) return undefined;
    const fingerprint = fingerprintOf(incident);
    const isCounts = isOurs && changesBetween(before.derived, incident).length === 0;
    const wait = fingerprint === stored ? "times" : isCounts ? "counts" : "none";
    return { incident, fingerprint, wait, since: before?.writtenAt ?? 0, isStored: stored !== undefined };
  };

  const save = async (fresh: readonly Fresh[], derivation: Derivation): Promise<IncidentChange[]> => {
    const at = now();
    const changes = await saveIncidents(pool, { ...derivation, incidents: fresh.map(({ incident }) => incident) });
    for (const { incident, fingerprint } of fresh) {
      known.set(incident.id, { derived: incident, fingerprint, writtenAt: at, lookedAt: at });
    }
    return changes;
  };

  const noteLooks = async (incidents: readonly Incident[], analysis: Derivation["analysis"]) => {
    const at = now();
    const old = incidents.filter(({ id }) => (known.get(id)?.lookedAt ?? 0) < at - LOOK_AGE);
    if (old.length === 0) return;
    await noteLook(pool, old, analysis);
    for (const { id } of old) known.set(id, { ...notUndefined(known.get(id)), lookedAt: at });
  };

  return {
    async write(derivation, { assertMayWrite, mayGoOn }) {
      const { incidents } = derivation;
      const stored = await readFingerprints(
        pool,
        incidents.map(({ id }) => id),
      );
      const judged = eachInSteps(incidents, (incident) => judge(incident, stored.get(incident.id)) ?? []);
      const fresh = (await goThrough(judged, breather())).flat();
      const changed = new Set(fresh.map(({ incident }) => incident));
      const urgent = inTurn(fresh.filter(({ wait }) => wait === "none"));
      const waiting = fresh.filter(({ wait }) => wait !== "none").sort(byPatience);
      const changes: IncidentChange[] = [];
      const written: Fresh[] = [];
      const writeNext = async (from: Fresh[], count: number) => {
        const part = from.splice(0, count);
        assertMayWrite();
        changes.push(...(await save(part, derivation)));
        written.push(...part);
      };
      while (urgent.length > 0 && (written.length < NEWS_AT_ONCE || mayGoOn())) await writeNext(urgent, NEWS_TOGETHER);
      while (waiting.length > 0 && mayGoOn()) await writeNext(waiting, AT_ONCE);
      assertMayWrite();
      await noteLooks(
        incidents.filter((incident) => !changed.has(incident)),
        derivation.analysis,
      );
      forgetOthers(known, incidents);
      return { changes, incidents: written.map(({ incident }) => incident), left: urgent.length + waiting.length };
    },
  };
}

/** As they come where they are written together; else what is not stored yet first, and of that what began last. */
function inTurn(fresh: Fresh[]): Fresh[] {
  if (fresh.length <= NEWS_TOGETHER) return fresh;
  const rank = ({ isStored, incident }: Fresh) => (isStored ? 0 : Date.parse(incident.firstSeen));
  return fresh.sort((a, b) => rank(b) - rank(a));
}

/** Counts before times of checks, then what was written longest ago. */
function byPatience(a: Fresh, b: Fresh): number {
  return a.wait === b.wait ? a.since - b.since : a.wait === "counts" ? -1 : 1;
}

function forgetOthers(known: Map<string, Known>, incidents: readonly Incident[]): void {
  const ids = new Set(incidents.map(({ id }) => id));
  for (const id of known.keys()) if (!ids.has(id)) known.delete(id);
}

function notUndefined(known: Known | undefined): Known {
  if (known === undefined) throw new Error("an incident that is the same object was written before");
  return known;
}
