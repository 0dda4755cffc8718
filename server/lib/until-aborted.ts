import { messageOf } from "./errors.ts";

/** What `work` gives, or a rejection as soon as `signal` is aborted. */
export async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(new Error(messageOf(signal.reason)));
  if (signal.aborted) onAbort();
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener("abort", onAbort);
    // What loses the race may still fail; nobody waits for it any more.
    work.catch(() => undefined);
    aborted.catch(() => undefined);
  }
}
