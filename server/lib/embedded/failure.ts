import { PlumblineError } from "../errors.ts";

/** A fault of the embedded server: `problem` is a sentence without its full stop; the way out is always named. */
export function embeddedFailure(problem: string, cause?: unknown): PlumblineError {
  const message = `The embedded PostgreSQL could not start: ${problem}, or set DATABASE_URL.`;
  return new PlumblineError("unavailable", message, cause === undefined ? undefined : { cause });
}
