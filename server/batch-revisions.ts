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
  return new SeenRevisions(environmentOf);
}

/** A class, as these are made for each batch: functions made anew each time would be compiled anew. */
class SeenRevisions implements Revisions {
  readonly #environmentOf: (project: string) => string;
  readonly #revisions = new Map<string, RevisionSeen>();
  /** The same by the objects that name places, which are few. */
  readonly #byPlace = new Map<Place, RevisionSeen | undefined>();

  constructor(environmentOf: (project: string) => string) {
    this.#environmentOf = environmentOf;
  }

  note(entry: LogEntry): void {
    // Audit logs speak of a revision before it runs.
    if (entry.protoPayload === undefined) widen(this.#seenAt(placeOf(entry, this.#environmentOf), entry.at), entry.at);
  }

  notePlace(place: Place, at: number): void {
    if (!this.#byPlace.has(place)) this.#byPlace.set(place, this.#seenAt(place, at));
    widen(this.#byPlace.get(place), at);
  }

  all(): RevisionSeen[] {
    return [...this.#revisions.values()];
  }

  #seenAt({ environment, service, revision }: Place, at: number): RevisionSeen | undefined {
    if (revision === undefined || revision === "") return undefined;
    const key = `${environment}|${service}|${revision}`;
    const known = this.#revisions.get(key);
    if (known !== undefined) return known;
    const seen = { environment, service, name: revision, firstSeen: at, lastSeen: at };
    this.#revisions.set(key, seen);
    return seen;
  }
}

function widen(seen: RevisionSeen | undefined, at: number): void {
  if (seen === undefined) return;
  if (at < seen.firstSeen) seen.firstSeen = at;
  if (at > seen.lastSeen) seen.lastSeen = at;
}
