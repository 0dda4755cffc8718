import { SECOND } from "../shared/time.ts";
import { messageOf } from "./lib/errors.ts";

/** npm passes Ctrl-C on to a child that the terminal told already: two signals this near are one. */
const SAME_SIGNAL_MS = 0.5 * SECOND;
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

type Part = { name: string; stop: () => Promise<void>; kill?: () => void };

export type Lifecycle = {
  /** Something that has to be stopped at the end; what was added last is stopped first. */
  add: (part: Part) => void;
  /** Aborted when the end begins: what is being started can be given up. */
  signal: AbortSignal;
};

/**
 * Runs `start`, then waits for Ctrl-C or SIGTERM, stops what was added in reverse order, and ends the process: with 0
 * when all went well, with 2 when starting failed, with 1 when `fail` was called or stopping failed. A second Ctrl-C ends
 * it at once, with 130.
 */
export function runUntilSignal(
  start: (lifecycle: Lifecycle, fail: (reason: unknown) => void) => Promise<void>,
  say: (line: string) => void,
): void {
  const parts: Part[] = [];
  const stopping = new AbortController();
  let stoppingSince: number | undefined;
  const lifecycle = { add: (part: Part) => void parts.push(part), signal: stopping.signal };
  const starting = start(lifecycle, (reason) => end(1, reason));
  starting.catch((reason) => end(2, reason));

  function end(code: number, reason?: unknown): void {
    if (stoppingSince !== undefined) return;
    stoppingSince = Date.now();
    stopping.abort();
    if (reason !== undefined) say(messageOf(reason));
    stopAll(starting, parts, say).then((isClean) => process.exit(isClean ? code : 1));
  }

  for (const signal of SIGNALS) {
    process.on(signal, () => {
      if (stoppingSince === undefined) return end(0);
      if (Date.now() - stoppingSince < SAME_SIGNAL_MS) return;
      for (const part of parts) part.kill?.();
      process.exit(130);
    });
  }
}

/** Whether everything stopped without a fault. What is being started is waited for, so that it can be stopped too. */
async function stopAll(starting: Promise<void>, parts: Part[], say: (line: string) => void): Promise<boolean> {
  await starting.catch(() => undefined);
  let isClean = true;
  for (const { name, stop } of parts.toReversed()) {
    try {
      await stop();
    } catch (error) {
      isClean = false;
      say(`${name} did not stop in order: ${messageOf(error)}`);
    }
  }
  return isClean;
}
