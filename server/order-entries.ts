import type { JsonObject } from "../shared/json.ts";
import type { LogEntry } from "../shared/log-entry.ts";
import { sortEntries } from "./normalize/sort-entries.ts";

/** Entries and characters that are held at once to be put in order of time. */
export type HoldLimits = { entries: number; characters: number };

const DEFAULT_LIMITS: HoldLimits = { entries: 200_000, characters: 48_000_000 };
/** What an entry takes beside its texts, counted in characters. */
const FRAME_CHARACTERS = 400;

/** Gives entries on in order of time as far as its bounds allow. */
export type EntryOrder = {
  add: (entry: LogEntry) => void;
  /** Gives on what is still held. */
  end: () => void;
};

/**
 * An order that calls `take` for each entry. All entries come in order of time while they fit its limits. Beyond them, a file
 * that runs forward in time gives up the older half of what is held; any other is put in order stretch by stretch.
 */
export function createEntryOrder(take: (entry: LogEntry) => void, limits: HoldLimits = DEFAULT_LIMITS): EntryOrder {
  let held: LogEntry[] = [];
  let characters = 0;
  let steps = 0;
  let lastAt = Number.NEGATIVE_INFINITY;
  const release = (isForward: boolean) => {
    const sorted = sortEntries(held);
    const count = isForward ? Math.ceil(sorted.length / 2) : sorted.length;
    for (const entry of sorted.slice(0, count)) take(entry);
    held = sorted.slice(count);
    characters = held.reduce((sum, entry) => sum + charactersOf(entry), 0);
  };
  return {
    add(entry) {
      held.push(entry);
      characters += charactersOf(entry);
      steps += entry.at >= lastAt ? 1 : -1;
      lastAt = entry.at;
      if (held.length >= limits.entries || characters >= limits.characters) release(steps > 0);
    },
    end: () => release(false),
  };
}

/** How much an entry holds, roughly: the lengths of its texts. */
function charactersOf({ textPayload, jsonPayload, protoPayload, httpRequest }: LogEntry): number {
  const request = httpRequest === undefined ? 0 : httpRequest.url.length + (httpRequest.userAgent?.length ?? 0);
  return FRAME_CHARACTERS + (textPayload?.length ?? 0) + request + lengthOf(jsonPayload) + lengthOf(protoPayload);
}

/** The lengths of an object's texts and names, those of what it nests as well. */
function lengthOf(object: JsonObject | undefined): number {
  if (object === undefined) return 0;
  let length = 0;
  for (const name in object) {
    const value = object[name];
    length += name.length + 16;
    if (typeof value === "string") length += value.length;
    else if (typeof value === "object" && value !== null) length += JSON.stringify(value).length;
  }
  return length;
}
