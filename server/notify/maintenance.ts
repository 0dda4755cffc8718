/** Times in RFC 3339. */
export type MaintenanceWindow = { from: string; to: string };

/** When the maintenance ends that these windows make of `now`, both milliseconds since 1970; undefined where none holds it. */
export function maintenanceEnd(windows: readonly MaintenanceWindow[], now: number): number | undefined {
  let end: number | undefined;
  const stretches = windows.map(({ from, to }) => ({ from: Date.parse(from), to: Date.parse(to) }));
  // One window may begin before another ends, so the end is pushed on until no window holds it.
  for (const { from, to } of stretches.sort((a, b) => a.from - b.from)) {
    const at = end ?? now;
    if (from <= at && to > at) end = to;
  }
  return end;
}
