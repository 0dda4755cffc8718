import { PlumblineError } from "../lib/errors.ts";

/** Credentials that were shown and do not hold. `reason` is for the log; the answer says no more than is needed to mend it. */
export function refusal(reason: string): PlumblineError {
  return new PlumblineError("unauthorized", `The credentials were refused: ${reason}.`);
}
