import { setTimeout as sleep } from "node:timers/promises";
import { SECOND } from "../shared/time.ts";

/** After something was stored here. */
const SOON = 0.5 * SECOND;
/** Where another replica is at work: what was stored here since it began is not in its work. */
const BEHIND_ANOTHER = 0.5 * SECOND;
/** How often it is looked whether there is something to do that nobody here was told of. */
const LOOK = 1 * SECOND;
const AFTER_FAULT = 5 * SECOND;
/** How long somebody who asked waits for another replica's turn to end. */
const PATIENCE = 10 * SECOND;

export type TurnSettings = {
  /** Does the work and gives true; gives false at once where another replica is at it. `isAsked`: somebody waits for all of it. */
  work: (isFresh: boolean, isAsked: boolean) => Promise<boolean>;
  /** Whether others stored something, or the last work of any replica is too long ago. */
  isDue: () => Promise<boolean>;
  onFault: (error: unknown) => void;
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
export function startTurns({ work, isDue, onFault }: TurnSettings): Turns {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<unknown> = Promise.resolve();
  let isStopped = false;
  let isWoken = true;

  const inLine = (isFresh: boolean, isAsked: boolean): Promise<boolean> => {
    const turn = running.then(nothing, nothing).then(() => work(isFresh, isAsked));
    running = turn;
    return turn;
  };
  const schedule = (delay: number): void => {
    clearTimeout(timer);
    if (!isStopped) timer = setTimeout(() => void take().then(schedule), delay);
  };
  /** Takes a turn where there is one to take, and gives how long to wait for the next. Never rejects. */
  const take = async (): Promise<number> => {
    const wasWoken = isWoken;
    isWoken = false;
    try {
      if (!wasWoken && !(await isDue())) return isWoken ? SOON : LOOK;
      if (await inLine(false, false)) return isWoken ? SOON : LOOK;
      isWoken = true;
      return BEHIND_ANOTHER;
    } catch (error) {
      onFault(error);
      isWoken = true;
      return AFTER_FAULT;
    }
  };
  schedule(0);
  return {
    wake: () => {
      if (isWoken) return;
      isWoken = true;
      schedule(SOON);
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
