import { SECOND } from "../../shared/time.ts";
import { messageOf } from "../lib/errors.ts";
import { GuardedFetchError, guardedFetch } from "../lib/guarded-fetch.ts";

const TIMEOUTS = { connectTimeoutMs: 5 * SECOND, timeoutMs: 15 * SECOND };
/** An answer is not read further: its status counts, and the first words say why. */
const MAX_ANSWER_BYTES = 2048;

/** What is sent. `allowPrivate` permits loopback and private networks, or those listed; never metadata servers. */
export type AttemptRequest = {
  url: string;
  headers: Record<string, string>;
  body: string;
  allowPrivate: boolean | { hosts: string[]; networks: string[] };
};

/** An answer of any status, or the class and sentence of why none came. */
export type AttemptEnding =
  | {
      status: number;
      retryAfter: string | undefined;
      /** The beginning of the answer's body, 2 kB at most. */
      answer: string;
    }
  | { fault: string; message: string };

/**
 * Sends one POST: 5 s to connect, 15 s in all, no redirects, no address that is not public unless permitted. Never
 * throws; no message holds the path, query or credentials of the address.
 */
export async function attempt(request: AttemptRequest, timeouts = TIMEOUTS): Promise<AttemptEnding> {
  const { url, headers, body, allowPrivate } = request;
  try {
    const answer = await guardedFetch({
      url,
      method: "POST",
      headers: { ...headers, "content-length": String(Buffer.byteLength(body)) },
      body,
      ...timeouts,
      maxResponseBytes: MAX_ANSWER_BYTES,
      allow: typeof allowPrivate === "boolean" ? { private: allowPrivate } : allowPrivate,
    });
    return {
      status: answer.status,
      retryAfter: answer.headers["retry-after"],
      answer: answer.body.toString("utf8").slice(0, MAX_ANSWER_BYTES),
    };
  } catch (error) {
    if (error instanceof GuardedFetchError) return { fault: error.kind, message: error.message };
    return { fault: "bad-request", message: messageOf(error) };
  }
}
