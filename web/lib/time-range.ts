import { parseRange, type RangeText } from "../../shared/time-range.ts";
import { dayAndMinute, type Zone } from "./clock.ts";

/** Ranges to choose from, as Grafana writes them. */
export const PRESETS = [
  ["now-15m", "now", "Last 15 minutes"],
  ["now-1h", "now", "Last hour"],
  ["now-6h", "now", "Last 6 hours"],
  ["now-24h", "now", "Last 24 hours"],
  ["now-2d", "now", "Last 2 days"],
  ["now-7d", "now", "Last 7 days"],
  ["now-1d/d", "now-1d/d", "Yesterday (UTC)"],
] as const;

/** What pages show while their address names no range. */
export const LAST_DAY: RangeText = { from: "now-24h", to: "now" };

/** A range in words: a preset's name, else both ends. */
export function rangeName({ from, to }: RangeText, zone: Zone, now: number): string {
  const preset = PRESETS.find(([start, end]) => start === from && end === to);
  if (preset !== undefined) return preset[2];
  const range = parseRange({ from, to }, now);
  if (range === undefined) return `${from} to ${to}`;
  return `${dayAndMinute(range.from, zone)} – ${dayAndMinute(range.to, zone)}`;
}

/** The same range twice as long, around its middle; its end not after now. Absolute, RFC 3339. */
export function zoomedOut(text: RangeText, now: number): RangeText | undefined {
  const range = parseRange(text, now);
  if (range === undefined) return undefined;
  const half = (range.to - range.from) / 2;
  const to = Math.min(range.to + half, Math.max(now, range.to));
  return absolute(to - 4 * half, to);
}

/** The range moved by half its length: -1 earlier, 1 later. */
export function shifted(text: RangeText, direction: -1 | 1, now: number): RangeText | undefined {
  const range = parseRange(text, now);
  if (range === undefined) return undefined;
  const by = ((range.to - range.from) / 2) * direction;
  return absolute(range.from + by, range.to + by);
}

/** The address of what is shown, its range as two moments, so that it shows the same to whoever opens it later. */
export function fixedLink(address: string, text: RangeText, now: number): string | undefined {
  const range = parseRange(text, now);
  if (range === undefined) return undefined;
  const link = new URL(address);
  for (const [end, at] of Object.entries(absolute(range.from, range.to))) link.searchParams.set(end, at);
  return link.href;
}

function absolute(from: number, to: number): RangeText {
  return { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
}
