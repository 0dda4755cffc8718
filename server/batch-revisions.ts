import type { Place } from "../shared/events.ts";
import type { LogEntry } from "../shared/log-entry.ts";
import { placeOf } from "./normalize/place.ts";
import type { RevisionSeen } from "./store/merge-changes.ts";

/** When each revision was first and last seen in the entries noted. */
export type Revisions = {
  note: (entry: LogEntry) => void;
  /** The same for an entry of a moment, of which only the place is known; it is no entry of an audit log. */
  notePlace: (place: Place, at: number) => void;
  all: () => RevisionSeen[];
};

/** Nothing seen yet. */
export function createRevisions(environmentOf: (project: string) => string): Revisions {
  const revisions = new Map<string, RevisionSeen>();
  /** The same by the objects that name places, which are few. */
  const byPlace = new Map<Place, RevisionSeen | undefined>();
  const seenAt = ({ environment, service, revision }: Place, at: number): RevisionSeen | undefined => {
    if (revision === undefined || revision === "") return undefined;
    const key = `${environment}|${service}|${revision}`;
    const known = revisions.get(key);
    if (known !== undefined) return known;
    const seen = { environment, service, name: revision, firstSeen: at, lastSeen: at };
    revisions.set(key, seen);
    return seen;
  };
  const widen = (seen: RevisionSeen | undefined, at: number) => {
    if (seen === undefined) return;
    if (at < seen.firstSeen) seen.firstSeen = at;
    if (at > seen.lastSeen) seen.lastSeen = at;
  };
  return {
    note(entry) {
      // Audit logs speak of a revision before it runs.
      if (entry.protoPayload === undefined) widen(seenAt(placeOf(entry, environmentOf), entry.at), entry.at);
    },
    notePlace(place, at) {
      if (!byPlace.has(place)) byPlace.set(place, seenAt(place, at));
      widen(byPlace.get(place), at);
    },
    all: () => [...revisions.values()],
  };
}
