const MAX_STEPS = 4;
const ROUND = [1, 2, 5, 10] as const;

/** Round numbers from 0 to the first that is no less than `most`, at most five of them. */
export function ticksUpTo(most: number): number[] {
  if (most <= 0) return [0, 1];
  const unit = 10 ** Math.floor(Math.log10(most / MAX_STEPS));
  const step = (ROUND.find((factor) => factor * unit * MAX_STEPS >= most) ?? 10) * unit;
  const digits = Math.max(0, -Math.floor(Math.log10(step)));
  return Array.from({ length: Math.ceil(most / step) + 1 }, (_, index) => Number((index * step).toFixed(digits)));
}
