import { MINUTE } from "../../../shared/time.ts";
import { parseRange, type Range, type RangeText } from "../../../shared/time-range.ts";

/** No time of its own: the chart shows what it shows first. */
export const NO_ZOOM: RangeText = { from: "", to: "" };

/** The part of a window that an address asks for, in milliseconds since 1970: all of it where it asks for none that can be read. */
export function readZoom(zoom: RangeText, window: RangeText): Range {
  const whole = { from: Date.parse(window.from), to: Date.parse(window.to) };
  const asked = parseRange({ from: zoom.from || window.from, to: zoom.to || window.to }, whole.to);
  if (asked === undefined) return whole;
  // At least some minutes, because counts are by minute.
  const to = Math.max(asked.to, asked.from + 5 * MINUTE);
  return { from: asked.from, to };
}
