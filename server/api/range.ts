import { DAY } from "../../shared/time.ts";
import { parseRange, type Range } from "../../shared/time-range.ts";
import { PlumblineError } from "../lib/errors.ts";

const DEFAULT = { from: "now-24h", to: "now" } as const;
const MAX_RANGE = 400 * DAY;

type Asked = { from?: string | undefined; to?: string | undefined };

/** The range that a query asks for, milliseconds since 1970; default the last 24 hours. Throws `bad-input`. */
export function rangeOf({ from = DEFAULT.from, to = DEFAULT.to }: Asked, now: number): Range {
  const range = parseRange({ from, to }, now);
  if (range !== undefined && range.to - range.from <= MAX_RANGE && range.from >= 0) return range;
  throw new PlumblineError(
    "bad-input",
    `The range is from "${from}" to "${to}": expected two moments such as now-24h and now, or RFC 3339 times, the first before the second, at most 400 days apart.`,
  );
}
