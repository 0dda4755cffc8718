import { DAY, HOUR, MINUTE, SECOND } from "../../shared/time.ts";
import { excerpt } from "../../shared/words.ts";

/** How an attempt ended: an answer, or why none came. */
export type Ending =
  | {
      status: number;
      retryAfter: string | undefined;
      /** What the receiver said, where it may be shown. */
      answer?: string;
    }
  | {
      /** Class of the fault: `dns`, `connect`, `timeout`, `address-refused` … */
      fault: string;
      message: string;
    };

export type Judgement = {
  outcome: "delivered" | "failed" | { retryAt: number };
  /** Class and sentence, `http-503: answered 503`; null for what was delivered. */
  error: string | null;
  /** Why the endpoint gets nothing any more; undefined where it goes on. */
  disable: string | undefined;
};

/** Pauses after the first attempt, the second …: ten attempts in 75 h 35 min, as Standard Webhooks 1.0 proposes. */
export const RETRY_DELAYS = [
  5 * SECOND,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
] as const;
export const MAX_ATTEMPTS = RETRY_DELAYS.length + 1;
/** Each pause is up to this share longer or shorter, so that many deliveries do not come back at once. */
const JITTER = 0.2;
const MAX_RETRY_AFTER = DAY;
const LONGEST_FAILURE = 5 * DAY;
/** Characters of an answer that are kept with a failure. */
const MAX_ANSWER = 300;

export type JudgeContext = {
  /** 1 for the first. */
  attempt: number;
  /** Milliseconds since 1970. */
  now: number;
  /** From 0 to 1, for the jitter. */
  random: number;
  /** Statuses after which another attempt can't help. */
  finalStatuses?: readonly number[];
};

/**
 * Whether an attempt delivered its message, and if not, when the next one is. 2xx delivers. 410 disables the endpoint,
 * whose deliveries wait then. All else is tried again, other 4xx too, for people mend a wrong address or key; a redirect
 * is a failure and is not followed. A Retry-After is obeyed, from the usual pause to 24 h.
 */
export function judge(ending: Ending, context: JudgeContext): Judgement {
  const error = errorOf(ending);
  if (error === null) return { outcome: "delivered", error, disable: undefined };
  const status = "status" in ending ? ending.status : undefined;
  const disable = status === 410 ? "answered 410 Gone: it asks for no more messages" : undefined;
  const pause = RETRY_DELAYS[context.attempt - 1];
  if (pause === undefined || (status !== undefined && context.finalStatuses?.includes(status) === true)) {
    return { outcome: "failed", error, disable };
  }
  const wait = pause * (1 - JITTER + 2 * JITTER * context.random);
  return {
    outcome: { retryAt: Math.round(context.now + Math.max(wait, askedPause(ending, context.now))) },
    error,
    disable,
  };
}

/**
 * Why an endpoint is disabled that fails since `failingSince` (milliseconds since 1970) and had no success since; undefined while it
 * may still come back. Five days outlast every attempt of a message, so that others failed whole before.
 */
export function disableForFailures(failingSince: number | undefined, now: number, error: string): string | undefined {
  if (failingSince === undefined || now - failingSince < LONGEST_FAILURE) return undefined;
  return `failed for 5 days without one success; the last time: ${error}`;
}

function errorOf(ending: Ending): string | null {
  if ("fault" in ending) return `${ending.fault}: ${ending.message}`;
  const { status, answer = "" } = ending;
  if (status >= 200 && status < 300) return null;
  if (status >= 300 && status < 400) {
    return `redirect: answered ${status}; redirects are not followed, set the final address`;
  }
  return `http-${status}: answered ${status}${answer.trim() === "" ? "" : `, “${excerpt(answer, MAX_ANSWER)}”`}`;
}

/** Milliseconds that Retry-After asks for, at most 24 h; 0 where it asks for nothing that can be read. */
function askedPause(ending: Ending, now: number): number {
  const given = "retryAfter" in ending ? ending.retryAfter?.trim() : undefined;
  if (given === undefined || given === "") return 0;
  // https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3: seconds, or a date.
  const asked = /^\d+$/.test(given) ? Number(given) * SECOND : Date.parse(given) - now;
  return Number.isNaN(asked) ? 0 : Math.min(MAX_RETRY_AFTER, Math.max(0, asked));
}
