import { momentQuerySchema } from "../../shared/api-incident.ts";
import { MINUTE, toIso } from "../../shared/time.ts";
import { PlumblineError } from "../lib/errors.ts";

/** Clocks of readers may be ahead by this. */
const MAX_AHEAD = MINUTE;

/** The moment that a query asks for, milliseconds since 1970; undefined for the present. Throws `bad-input` for the future. */
export function momentOf(query: unknown, now: number): number | undefined {
  const { at } = momentQuerySchema.parse(query);
  if (at === undefined) return undefined;
  const moment = Date.parse(at);
  if (moment <= now + MAX_AHEAD) return moment;
  throw new PlumblineError("bad-input", `at is "${at}": it is ${toIso(now)} now, expected a time that is past.`);
}
