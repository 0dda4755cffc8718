import { type StageClock, stageClock } from "./stages.ts";

export type Batcher<In, Out> = {
  /** What `run` gives for these, in order. Rejects as it does. */
  add: (items: In[]) => Promise<Out[]>;
  /** Settles when nothing runs or waits. */
  idle: () => Promise<void>;
};

export type BatcherSettings<In, Out> = {
  /** Items of one run; an `add` of more is run as a whole. */
  most: number;
  /** Runs at once. */
  atOnce: number;
  /** Fewer items than this wait while others run, for more to share their run. Default 1. */
  worthwhile?: number;
  /** Gives one result per item, in order. */
  run: (items: In[]) => Promise<Out[]>;
};

type Waiting<In, Out> = {
  items: In[];
  noteStage: StageClock;
  resolve: (results: Out[]) => void;
  reject: (error: unknown) => void;
};

/** Puts together what comes while earlier items are at work. Alone, an `add` is run at once. */
export function createBatcher<In, Out>(settings: BatcherSettings<In, Out>): Batcher<In, Out> {
  const { most, atOnce, worthwhile = 1, run } = settings;
  const waiting: Waiting<In, Out>[] = [];
  const running = new Set<Promise<void>>();
  let waitingItems = 0;

  const advance = (): void => {
    while (running.size < atOnce && waiting.length > 0 && (running.size === 0 || waitingItems >= worthwhile)) {
      const taken = takeBatch(waiting, most);
      waitingItems -= taken.reduce((sum, { items }) => sum + items.length, 0);
      const work = runTaken(taken, run).finally(() => {
        running.delete(work);
        advance();
      });
      running.add(work);
    }
  };

  return {
    add: (items) =>
      new Promise((resolve, reject) => {
        waiting.push({ items, noteStage: stageClock(), resolve, reject });
        waitingItems += items.length;
        advance();
      }),
    idle: async () => {
      while (running.size > 0) await Promise.all(running);
    },
  };
}

function takeBatch<In, Out>(waiting: Waiting<In, Out>[], most: number): Waiting<In, Out>[] {
  let [count, size] = [0, 0];
  for (const { items } of waiting) {
    if (count > 0 && size + items.length > most) break;
    count += 1;
    size += items.length;
  }
  return waiting.splice(0, count);
}

async function runTaken<In, Out>(taken: Waiting<In, Out>[], run: (items: In[]) => Promise<Out[]>): Promise<void> {
  for (const { noteStage } of taken) noteStage("wait");
  try {
    const results = await run(taken.flatMap(({ items }) => items));
    let from = 0;
    for (const { items, resolve } of taken) {
      resolve(results.slice(from, from + items.length));
      from += items.length;
    }
  } catch (error) {
    for (const { reject } of taken) reject(error);
  }
}
