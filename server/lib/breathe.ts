import { setImmediate } from "node:timers/promises";
import type { Steps } from "../../shared/in-steps.ts";

/** How long work goes on before others have their turn, milliseconds. */
const MOST_AT_ONCE = 5;

/** To be asked between the steps of a long piece of work: undefined where it may go on, else what it has to wait for. */
export type Breathe = () => Promise<void> | undefined;

/** Lets what else this process does have its turn every few milliseconds. */
export function breather(): Breathe {
  let since = performance.now();
  return () => {
    if (performance.now() - since < MOST_AT_ONCE) return undefined;
    return setImmediate().then(() => {
      since = performance.now();
    });
  };
}

/** Does work that pauses, letting others have their turn there, and gives what it gives. */
export async function goThrough<T>(steps: Steps<T>, breathe: Breathe): Promise<T> {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
    // Of hundreds of thousands of steps nearly none takes a breath.
    const pause = breathe();
    if (pause !== undefined) await pause;
  }
}
