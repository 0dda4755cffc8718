import { DAY, HOUR, MINUTE, SECOND } from "./time.ts";

/** `1,440`. */
export function formatCount(value: number): string {
  return Math.round(value).toLocaleString("en-US");
}

/** `59.9`, `0.34`, `1,440`: at most that many digits after the point. */
export function formatDecimal(value: number, digits = 1): string {
  return value.toLocaleString("en-US", { maximumFractionDigits: digits });
}

/** `1 entry`, `1,440 entries`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/** `812 B`, `3.4 MB`, `1.2 GB`: powers of ten. */
export function formatBytes(bytes: number): string {
  const [unit = "B", power = 0] = BYTE_UNITS.find(([, least]) => bytes >= 10 ** least) ?? [];
  const value = bytes / 10 ** power;
  return `${power === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${unit}`;
}

const BYTE_UNITS = [
  ["TB", 12],
  ["GB", 9],
  ["MB", 6],
  ["kB", 3],
] as const;

/** `40 s`, `12 min`, `3 h 5 min`, `2 d 4 h`: two units at most. */
export function formatDuration(ms: number): string {
  if (ms < SECOND) return `${Math.round(ms)} ms`;
  if (ms < 2 * MINUTE) return `${Math.round(ms / SECOND)} s`;
  if (ms < HOUR) return `${Math.round(ms / MINUTE)} min`;
  const [unit, small, names] = ms < DAY ? [HOUR, MINUTE, ["h", "min"]] : [DAY, HOUR, ["d", "h"]];
  const whole = Math.floor(ms / Number(unit));
  const rest = Math.floor((ms - whole * Number(unit)) / Number(small));
  return rest === 0 ? `${whole} ${names[0]}` : `${whole} ${names[0]} ${rest} ${names[1]}`;
}

/** `2026-03-01 03:12:05 UTC`. */
export function formatTime(at: number): string {
  return `${new Date(Math.floor(at)).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

/** `a`, `a and b`, `a, b and c`; with `limit`, the rest is counted: `a, b and 3 more`. */
export function list(items: readonly string[], limit = items.length): string {
  const shown = items.length > limit ? [...items.slice(0, limit), `${items.length - limit} more`] : [...items];
  const last = shown.pop() ?? "";
  return shown.length === 0 ? last : `${shown.join(", ")} and ${last}`;
}

/** The text in one line, cut with an ellipsis after `length` characters. */
export function excerpt(text: string, length = 160): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length <= length ? line : `${line.slice(0, length - 1).toWellFormed()}…`;
}

/** The text with a capital first letter, but where it begins with a name of code such as `mcp_servers` or `app.py`. */
export function capitalize(text: string): string {
  return NAME_OF_CODE.test(text) ? text : text.charAt(0).toUpperCase() + text.slice(1);
}

const NAME_OF_CODE = /^[^ ]*(?:[_/(=]|\.[a-z])/;
