import type { NamedWebhook } from "./endpoint-names.ts";

/** When the maintenance that an endpoint is in at `now` ends, both milliseconds since 1970; undefined where it is in none. */
export function maintenanceEnd({ maintenance }: Pick<NamedWebhook, "maintenance">, now: number): number | undefined {
  let end: number | undefined;
  const windows = maintenance.map(({ from, to }) => ({ from: Date.parse(from), to: Date.parse(to) }));
  // One window may begin before another ends, so the end is pushed on until no window holds it.
  for (const { from, to } of windows.sort((a, b) => a.from - b.from)) {
    const at = end ?? now;
    if (from <= at && to > at) end = to;
  }
  return end;
}
