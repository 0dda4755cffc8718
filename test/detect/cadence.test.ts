import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cadenceOf } from "../../server/detect/cadence.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
/** A whole hour. */
const START = Date.parse("2026-03-02T10:00:00Z");

const ticks = (periodMs: number, count: number, from = START + 17_300) =>
  Array.from({ length: count }, (_, i) => from + i * periodMs);
/** Numbers from -1 to 1, the same for one seed. */
function noise(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return (state / 2_147_483_648) * 2 - 1;
  };
}
const cadence = (arrivals: readonly number[]) => cadenceOf(arrivals, []);

describe("a rhythm", () => {
  test("is the median gap, with its jitter", () => {
    expect(cadence(ticks(MINUTE, 30))).toMatchObject({ periodSeconds: 60, jitterSeconds: 0, isClockLocked: false });
  });

  test("needs at least five gaps", () => {
    expect(cadence(ticks(MINUTE, 5))).toBeUndefined();
    expect(cadence(ticks(MINUTE, 6))?.periodSeconds).toBe(60);
  });

  test("bears a jitter of a few percent", () => {
    const random = noise(7);
    const found = cadence(ticks(MINUTE, 60).map((at) => at + random() * 2 * SECOND));
    expect(found?.periodSeconds).toBeCloseTo(60, 0);
    expect(found?.jitterSeconds).toBeGreaterThan(0);
  });

  test("bears missing ticks", () => {
    const found = cadence(ticks(MINUTE, 60).filter((_, i) => i % 7 !== 3 && i % 11 !== 5));
    expect(found?.periodSeconds).toBeCloseTo(60, 0);
  });

  test("bears doubled ticks and bursts at each tick", () => {
    const found = cadence(ticks(MINUTE, 40).flatMap((at, i) => (i % 3 === 0 ? [at, at + 300, at + 900] : [at])));
    expect(found?.periodSeconds).toBeCloseTo(60, 0);
  });

  test("is surer the more ticks there are", () => {
    const [few, many] = [cadence(ticks(MINUTE, 7)), cadence(ticks(MINUTE, 40))];
    expect(few?.confidence).toBeLessThan(many?.confidence ?? 0);
    expect(many?.confidence).toBeLessThanOrEqual(1);
  });

  test("on the whole minute is a scheduler's; off it is not", () => {
    expect(cadence(ticks(5 * MINUTE, 20, START))).toMatchObject({
      isClockLocked: true,
      caller: "a scheduler (on the clock)",
    });
    expect(cadence(ticks(5 * MINUTE, 20, START + 97_000))).toMatchObject({ isClockLocked: false, caller: "not known" });
  });

  test("expects the next tick one period after the last", () => {
    const arrivals = ticks(MINUTE, 10);
    expect(cadence(arrivals)?.nextExpectedAt).toBe((arrivals.at(-1) ?? 0) + MINUTE);
  });

  test.each([2 * SECOND, 30 * SECOND, 61 * SECOND, 3600 * SECOND])("is found at a period of %d ms", (period) => {
    expect(cadence(ticks(period, 25))?.periodSeconds).toBeCloseTo(period / SECOND, 1);
  });
});

describe("no rhythm", () => {
  test("is in arrivals by chance, whatever their rate", () => {
    for (let seed = 1; seed <= 40; seed += 1) {
      const random = noise(seed * 7919);
      let at = START;
      const arrivals = Array.from(
        { length: 120 },
        () => (at += -Math.log((random() + 1.000_001) / 2.000_002) * MINUTE),
      );
      expect(cadence(arrivals), `seed ${seed}`).toBeUndefined();
    }
  });

  test("is in a retry with back-off", () => {
    const arrivals = Array.from({ length: 9 }, (_, i) => START + SECOND * (2 ** (i + 1) - 2));
    expect(cadence(arrivals)).toBeUndefined();
  });

  test("is in one burst, and in bursts that come by chance", () => {
    expect(cadence(ticks(20, 50))).toBeUndefined();
    const bursts = [0, 1, 7, 8, 31, 44, 46].flatMap((minute) => ticks(150, 12, START + minute * MINUTE));
    expect(cadence(bursts)).toBeUndefined();
  });

  test("is in few, or in equal arrivals", () => {
    expect(cadence([])).toBeUndefined();
    expect(cadence([START])).toBeUndefined();
    expect(cadence(Array.from({ length: 20 }, () => START))).toBeUndefined();
  });

  test("is never a number that is no number", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 100_000_000 }), { maxLength: 80 }), (times) => {
        const found = cadence(times.sort((a, b) => a - b));
        if (found === undefined) return;
        expect(Number.isFinite(found.periodSeconds) && found.periodSeconds > 0).toBe(true);
        expect(found.confidence).toBeGreaterThan(0);
        expect(found.confidence).toBeLessThanOrEqual(1);
      }),
    );
  });
});
