import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { MINUTE, SECOND } from "../../shared/time.ts";
import { messageOf, PlumblineError } from "./errors.ts";
import { untilAborted } from "./until-aborted.ts";

const FIRST_PAUSE_MS = 0.25 * SECOND;
const MAX_PAUSE_MS = 5 * SECOND;
/** A wait is told at once and then this often. */
const TELL_EVERY_MS = MINUTE;

/** Answers of a server that exists, which may be others a moment later, by SQLSTATE or its class. */
const NOT_YET = {
  "08": "the connection broke",
  "53": "disk full, out of memory, too many connections",
  "57P": "starting up, shutting down, in recovery",
  "25006": "it is a standby, or takes no writes for now",
} as const satisfies Record<string, string>;

/**
 * What `work` on Plumbline's own database gives, however long that is away: `onWait` hears why before each pause (a sentence
 * without a full stop), and `tell` at once and every minute. Throws a PlumblineError where `work` does and where waiting cannot help (wrong password, no such
 * database), and as soon as `signal` is aborted.
 */
export async function awaitDatabase<T>(
  work: () => Promise<T>,
  { onWait, tell, signal }: { onWait: (reason: string) => void; tell: (line: string) => void; signal: AbortSignal },
): Promise<T> {
  const beganAt = Date.now();
  let toldAt: number | undefined;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, MAX_PAUSE_MS)) {
    try {
      const result = await untilAborted(work(), signal);
      if (toldAt !== undefined) tell(`the database answers after ${secondsSince(beganAt)} s`);
      return result;
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof PlumblineError) throw error;
      const reason = `the database does not answer: ${messageOf(error)}`;
      if (!mayComeBack(error))
        throw new PlumblineError("unreachable", `The ${reason.slice(4)}. Check DATABASE_URL.`, { cause: error });
      onWait(reason);
      if (toldAt === undefined || Date.now() - toldAt >= TELL_EVERY_MS) {
        const since = toldAt === undefined ? "" : ` for ${secondsSince(beganAt)} s`;
        tell(
          `${reason}; waiting${since}, and trying again every ${MAX_PAUSE_MS / SECOND} s. Start it, or check DATABASE_URL`,
        );
        toldAt = Date.now();
      }
      await sleep(pauseMs, undefined, { signal });
    }
  }
}

function secondsSince(at: number): number {
  return Math.round((Date.now() - at) / SECOND);
}

/** A host whose name is not known yet may be started a moment later; an address that is none stays none. */
function mayComeBack(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (error instanceof pg.DatabaseError) return Object.keys(NOT_YET).some((start) => code.startsWith(start));
  return code !== "ERR_INVALID_URL";
}
