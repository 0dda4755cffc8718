/** Work of many endpoints, so many pieces at a time for each: one that is slow delays none of the others. */
export type Lanes = {
  /** Whether there was room; what is turned away is not run. */
  offer: (lane: string, work: () => Promise<void>) => boolean;
  /** Drops what waits, and settles when what runs has ended. */
  stop: () => Promise<void>;
};

type Lane = { running: Set<Promise<void>>; waiting: (() => Promise<void>)[] };

/** `width` pieces of work run at once in each lane, up to `length` wait. Work must not throw. */
export function createLanes({ width, length }: { width: number; length: number }): Lanes {
  const lanes = new Map<string, Lane>();
  let isStopped = false;

  const advance = (name: string, lane: Lane): void => {
    while (!isStopped && lane.running.size < width) {
      const work = lane.waiting.shift();
      if (work === undefined) break;
      const run = work().finally(() => {
        lane.running.delete(run);
        advance(name, lane);
      });
      lane.running.add(run);
    }
    if (lane.running.size === 0) lanes.delete(name);
  };

  return {
    offer: (name, work) => {
      const lane = lanes.get(name) ?? { running: new Set(), waiting: [] };
      if (isStopped || lane.waiting.length >= length) return false;
      lanes.set(name, lane);
      lane.waiting.push(work);
      advance(name, lane);
      return true;
    },
    stop: async () => {
      isStopped = true;
      await Promise.all([...lanes.values()].flatMap(({ running }) => [...running]));
    },
  };
}
