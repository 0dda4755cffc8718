import { setTimeout as sleep } from "node:timers/promises";
import { SECOND } from "../shared/time.ts";
import { busyWatch } from "./lib/spare-time.ts";

/** After something was stored here. */
const SOON = 0.5 * SECOND;
/** Where another replica is at work: what was stored here since it began is not in its work. */
const BEHIND_ANOTHER = 0.5 * SECOND;
/** How often it is looked whether there is something to do that nobody here was told of. */
const LOOK = 1 * SECOND;
const AFTER_FAULT = 5 * SECOND;
/** For so long after a turn it is looked whether the thread is busy with what else it does. */
const BREATH = 0.1 * SECOND;
/** How long a turn gives way to that: senders wait for it, and one turn then does the work of several. */
const MOST_REST = 2 * SECOND;
/** How long somebody who asked waits for another replica's turn to end. */
const PATIENCE = 10 * SECOND;

export type TurnSettings = {
  /** Does the work and gives true; gives false at once where another replica is at it. `isAsked`: somebody waits for all of it. */
  work: (isFresh: boolean, isAsked: boolean) => Promise<boolean>;
  /** Whether others stored something, or the last work of any replica is too long ago. */
  isDue: () => Promise<boolean>;
  onFault: (error: unknown) => void;
  /** Begins to watch this thread, and gives whether it was busy since. By default by what Node measures. */
  watch?: () => () => boolean;
};

export type Turns = {
  /** There is something to do: do it soon. */
  wake: () => void;
  /** Does the work now, after another replica that is at it. Rejects as the work does. */
  run: (isFresh: boolean) => Promise<void>;
  stop: () => Promise<void>;
};

/**
 * Does one work again and again, one turn after the other: soon after `wake`, and whenever it is due. Any number of replicas may
 * do so; who dies in the middle is followed by whoever looks next.
 */
export function startTurns({ work, isDue, onFault, watch = busyWatch }: TurnSettings): Turns {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<unknown> = Promise.resolve();
  let isStopped = false;
  let isWoken = true;
  let wokenAt = 0;
  let isTaking = false;

  const inLine = (isFresh: boolean, isAsked: boolean): Promise<boolean> => {
    const turn = running.then(nothing, nothing).then(() => work(isFresh, isAsked));
    running = turn;
    return turn;
  };
  const schedule = (delay: number, then = go): void => {
    clearTimeout(timer);
    if (!isStopped) timer = setTimeout(then, delay);
  };
  const go = (): void => void take().then((next) => (next === "soon" ? soon() : schedule(next)));
  /** A turn soon after it was asked for, later while the thread is busy; `restedMs`: how long it gave way already. */
  const soon = (restedMs = 0): void => {
    const isBusy = watch();
    const delay = Math.max(BREATH, wokenAt + SOON - performance.now());
    schedule(delay, () => {
      const rested = restedMs + delay;
      if (rested < MOST_REST && isBusy()) soon(rested);
      else go();
    });
  };
  /** Takes a turn where there is one to take, and gives how long to wait for the next. Never rejects. */
  const take = async (): Promise<number | "soon"> => {
    const wasWoken = isWoken;
    [isWoken, isTaking] = [false, true];
    try {
      if (!wasWoken && !(await isDue())) return isWoken ? "soon" : LOOK;
      if (await inLine(false, false)) return isWoken ? "soon" : LOOK;
      isWoken = true;
      return BEHIND_ANOTHER;
    } catch (error) {
      onFault(error);
      isWoken = true;
      return AFTER_FAULT;
    } finally {
      isTaking = false;
    }
  };
  schedule(0);
  return {
    wake: () => {
      if (isWoken) return;
      [isWoken, wokenAt] = [true, performance.now()];
      // One that is under way is followed by the next.
      if (!isTaking) soon();
    },
    run: async (isFresh) => {
      const until = performance.now() + PATIENCE;
      while (!(await inLine(isFresh, true)) && performance.now() < until) await sleep(0.1 * SECOND);
    },
    stop: async () => {
      isStopped = true;
      clearTimeout(timer);
      await running.then(nothing, nothing);
    },
  };
}

function nothing(): undefined {
  return undefined;
}
