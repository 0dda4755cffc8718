import type { ChangeEvent, Place } from "../../../shared/events.ts";
import type { LogEntry } from "../../../shared/log-entry.ts";
import { entryRef } from "../entry-ref.ts";

const MAX_REVISIONS = 10_000;

/** Remembers the revisions and operations seen; bounded to 10,000 of each, the oldest forgotten. */
export type SeenOnce = {
  /** The change that a revision's first entry, or its first request, is. */
  revision: (entry: LogEntry, place: Place, isRequest: boolean) => readonly ChangeEvent[];
  /** Whether the entry is the second of a long operation, which Google logs at its start and its end. */
  isRepeatedOperation: (entry: LogEntry) => boolean;
};

export function createSeenOnce(): SeenOnce {
  return new Seen();
}

const NO_CHANGES: readonly ChangeEvent[] = [];

/** A class, as these are made often: functions made anew each time would be compiled anew. */
class Seen implements SeenOnce {
  readonly #revisions = new Map<string, "seen" | "requested">();
  readonly #operations = new Map<string, true>();

  revision(entry: LogEntry, place: Place, isRequest: boolean): readonly ChangeEvent[] {
    if (place.revision === undefined) return NO_CHANGES;
    const key = `${place.project}/${place.service}/${place.revision}`;
    const before = this.#revisions.get(key);
    if (before === "requested" || (before === "seen" && !isRequest)) return NO_CHANGES;
    remember(this.#revisions, key, isRequest ? "requested" : "seen");
    const did = isRequest ? "took its first request" : "appeared for the first time in the entries read";
    return [
      {
        ...place,
        at: entry.at,
        kind: "revision-first-seen",
        statement: `Revision ${place.revision} ${did}.`,
        entry: entryRef(entry),
      },
    ];
  }

  isRepeatedOperation({ operation, project }: LogEntry): boolean {
    if (operation === undefined) return false;
    const key = `${project}/${operation.producer ?? ""}/${operation.id}`;
    if (this.#operations.has(key)) return true;
    remember(this.#operations, key, true);
    return false;
  }
}

function remember<T>(seen: Map<string, T>, key: string, value: T): void {
  seen.set(key, value);
  const oldest = seen.size > MAX_REVISIONS ? seen.keys().next().value : undefined;
  if (oldest !== undefined) seen.delete(oldest);
}
