import type { Pool } from "pg";
import type { ErrorEvent } from "../shared/events.ts";
import { type ErrorGroup, MAX_SAMPLES } from "../shared/group.ts";
import { SECOND } from "../shared/time.ts";
import { keepNewest } from "./lib/keep-newest.ts";
import { addSamples } from "./store/add-samples.ts";

/** How long the newest sample of a group that has enough of them waits at most before it is written, twice as long where nothing follows. */
const REST = SECOND;
/** Groups that are remembered; of more, those that failed last. */
const MAX_GROUPS = 50_000;

type Rest = { told: number; firstAt: number; writtenAt: number; waiting?: ErrorEvent };

/**
 * Spares a stream of many small batches most of its samples: a group that fails a hundred times a second would have its newest sample
 * replaced as often. Only what is written in place of the newest waits; counts never do. What waits is lost with this process.
 */
export type RestingSamples = {
  /** The groups of a batch with those samples that are to be written now; `now` in milliseconds. */
  take: (groups: readonly ErrorGroup[], now: number) => ErrorGroup[];
  /** Takes note of what was given to `take`, and what that gave, once it is stored. */
  stored: (offered: readonly ErrorGroup[], taken: readonly ErrorGroup[], now: number) => void;
  /** Writes what waits. */
  stop: () => Promise<void>;
};

/** Nothing waits yet. At most so many groups are remembered; the sample of one that is forgotten is lost where it waits. */
export function createRestingSamples(pool: Pool, mostGroups = MAX_GROUPS): RestingSamples {
  const rests = new Map<string, Rest>();
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();
  const writeWaiting = async () => {
    const waiting = [...rests].flatMap(([id, { waiting: sample }]) => (sample === undefined ? [] : [{ id, sample }]));
    if (waiting.length === 0) return;
    await addSamples(pool, waiting);
    for (const { id, sample } of waiting) {
      const rest = rests.get(id);
      if (rest?.waiting === sample) delete rest.waiting;
    }
  };
  const writeLater = () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      // Where the database is away, the next batch that is stored brings them.
      writing = writeWaiting().catch(() => undefined);
    }, 2 * REST).unref();
  };
  return {
    take: (groups, now) => groups.map((group) => taken(group, rests.get(group.id), now)),
    stored(offered, written, now) {
      let isAnyWaiting = false;
      offered.forEach((group, index) => {
        const rest = noted(rests.get(group.id), group, written[index]?.samples ?? [], now);
        keepNewest(rests, group.id, rest, mostGroups);
        isAnyWaiting ||= rest.waiting !== undefined;
      });
      if (isAnyWaiting) writeLater();
    },
    async stop() {
      clearTimeout(timer);
      await writing;
      await writeWaiting().catch(() => undefined);
    },
  };
}

function taken(group: ErrorGroup, rest: Rest | undefined, now: number): ErrorGroup {
  const [first] = group.samples;
  if (rest === undefined || first === undefined) return group;
  if (rest.told >= MAX_SAMPLES && now - rest.writtenAt < REST && first.at >= rest.firstAt) {
    return { ...group, samples: [] };
  }
  const { waiting } = rest;
  const isNewest = waiting !== undefined && waiting.at > (group.samples.at(-1)?.at ?? 0);
  return isNewest ? { ...group, samples: [...group.samples, waiting] } : group;
}

function noted(before: Rest | undefined, offered: ErrorGroup, written: readonly ErrorEvent[], now: number): Rest {
  const rest = before ?? { told: 0, firstAt: Number.POSITIVE_INFINITY, writtenAt: now };
  const last = offered.samples.at(-1);
  if (last === undefined) return rest;
  if (written.length === 0) {
    const waiting = rest.waiting !== undefined && rest.waiting.at > last.at ? rest.waiting : last;
    return { ...rest, waiting };
  }
  const firstAt = Math.min(rest.firstAt, written[0]?.at ?? rest.firstAt);
  return { told: rest.told + written.length, firstAt, writtenAt: now };
}
