import { SECOND } from "../../shared/time.ts";

/** How many times as long as an answer took it is kept, and for how long at most. */
const FACTOR = 10;
const LONGEST_MS = 30 * SECOND;
/** What comes quicker is asked for anew each time. */
const QUICK_MS = 100;

export type SlowAnswers<T> = {
  /** The answer under a key: the kept one while it holds, and while a new one is made in its place. */
  get: (key: string, ask: () => Promise<T>) => Promise<T>;
  /** Forgets what is kept: something changed. */
  forget: () => void;
};

type Kept<T> = { answer: Promise<T>; at: number; keepMs: number; isRenewing: boolean };

/**
 * Keeps answers that took long for ten times as long, at most 30 s; quick ones are not kept, so that where there is little to
 * read everything is shown as it is. Who asks while an answer is made waits for the same one. `now` gives milliseconds.
 */
export function slowAnswers<T>(now: () => number): SlowAnswers<T> {
  const kept = new Map<string, Kept<T>>();

  const ask = (key: string, make: () => Promise<T>, before?: Kept<T>): Promise<T> => {
    const startedAt = now();
    const answer = make();
    const entry: Kept<T> = { answer, at: startedAt, keepMs: Number.POSITIVE_INFINITY, isRenewing: false };
    if (before === undefined) kept.set(key, entry);
    answer.then(
      () => {
        const took = now() - startedAt;
        entry.keepMs = Math.min(LONGEST_MS, took * FACTOR);
        if (kept.get(key) !== (before ?? entry)) return;
        if (took < QUICK_MS) kept.delete(key);
        else kept.set(key, entry);
      },
      () => {
        if (kept.get(key) === (before ?? entry)) kept.delete(key);
      },
    );
    return answer;
  };

  return {
    get: (key, make) => {
      const found = kept.get(key);
      if (found === undefined) return ask(key, make);
      const age = now() - found.at;
      if (age < found.keepMs) return found.answer;
      if (age >= 2 * found.keepMs) return ask(key, make);
      if (!found.isRenewing) {
        found.isRenewing = true;
        ask(key, make, found).catch(() => undefined);
      }
      return found.answer;
    },
    forget: () => kept.clear(),
  };
}
