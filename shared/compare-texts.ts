/** Below, at or above 0 as `a` comes before, with or after `b`: by code units, so that every machine agrees. For sorting. */
export function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
