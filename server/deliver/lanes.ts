import { SECOND } from "../../shared/time.ts";

/** Work of many endpoints, so many pieces at a time for each: one that is slow delays none of the others. */
export type Lanes = {
  /** Whether there was room; what is turned away is not run. */
  offer: (lane: string, work: () => Promise<void>) => boolean;
  /** How many pieces more may be offered. */
  roomOf: (lane: string) => number;
  /** Drops what waits, and settles when what runs has ended. */
  stop: () => Promise<void>;
};

export type LaneSettings = {
  /** How many pieces of work run at once. */
  width: number;
  /** How many wait at most. */
  length: number;
  /** How many pieces a second an endpoint takes, one after the other; undefined where it has no such limit. */
  paceOf: (lane: string) => number | undefined;
};

type Lane = { running: Set<Promise<void>>; waiting: (() => Promise<void>)[]; isPausing: boolean };

/** Work must not throw. */
export function createLanes({ width, length, paceOf }: LaneSettings): Lanes {
  const lanes = new Map<string, Lane>();
  let isStopped = false;

  const advance = (name: string, lane: Lane): void => {
    const pace = paceOf(name);
    while (!isStopped && !lane.isPausing && lane.running.size < (pace === undefined ? width : 1)) {
      const work = lane.waiting.shift();
      if (work === undefined) break;
      const run = work().finally(() => {
        lane.running.delete(run);
        advance(name, lane);
      });
      lane.running.add(run);
      if (pace !== undefined) pause(name, lane, SECOND / pace);
    }
    if (lane.running.size === 0 && !lane.isPausing) lanes.delete(name);
  };

  const pause = (name: string, lane: Lane, ms: number): void => {
    lane.isPausing = true;
    setTimeout(() => {
      lane.isPausing = false;
      advance(name, lane);
    }, ms).unref();
  };

  return {
    offer: (name, work) => {
      const lane = lanes.get(name) ?? { running: new Set(), waiting: [], isPausing: false };
      if (isStopped || lane.waiting.length >= length) return false;
      lanes.set(name, lane);
      lane.waiting.push(work);
      advance(name, lane);
      return true;
    },
    roomOf: (name) => length - (lanes.get(name)?.waiting.length ?? 0),
    stop: async () => {
      isStopped = true;
      await Promise.all([...lanes.values()].flatMap(({ running }) => [...running]));
    },
  };
}
