import { describe, expect, test } from "vitest";
import { judge } from "../../server/checks/index.ts";

const AT = Date.parse("2026-03-01T12:00:00Z");
const RESET = "2026-02-01T00:00:00.000Z";

function judged(count: number, since: string | null, params: Record<string, string> = {}) {
  const question = {
    id: "deadlocks:staging:deadlocks",
    kind: "deadlocks" as const,
    environment: "staging",
    target: "deadlocks",
    params,
  };
  const facts = { count, since, database: "shop" };
  return judge(question, { questionId: question.id, how: "", at: AT, durationMs: 1, result: { ok: true, facts } });
}
const last = (lastCount: string, lastSince: string | undefined = RESET) => ({
  lastCount,
  lastAt: "2026-03-01T11:05:00.000Z",
  ...(lastSince === undefined ? {} : { lastSince }),
});

describe("the deadlock counter", () => {
  test("that grew since an earlier look shows that they happen now", () => {
    expect(judged(20, RESET, last("17"))).toMatchObject({
      outcome: "confirmed",
      statement: "Database shop of staging counted 3 deadlocks since the look at 2026-03-01T11:05:00.000Z.",
      detail: { grown: 3 },
    });
  });

  test("that stands still shows that they have stopped, however high it is", () => {
    expect(judged(17, RESET, last("17"))).toMatchObject({
      outcome: "refuted",
      statement:
        "Database shop of staging counted no deadlock since the look at 2026-03-01T11:05:00.000Z; 17 deadlocks were counted before.",
    });
  });

  test("is not compared across a reset of the statistics", () => {
    const check = judged(2, "2026-03-01T11:30:00.000Z", last("17"));
    expect(check).toMatchObject({
      outcome: "confirmed",
      reason: "pg_stat_database.deadlocks = 2 since 2026-03-01T11:30:00.000Z",
    });
    expect(check.detail).not.toHaveProperty("grown");
  });

  test("at zero after a reset that came after the onset is unknown", () => {
    const at = "2026-03-01T11:00:00.000Z";
    expect(judged(0, "2026-03-01T11:30:00.000Z", { at })).toMatchObject({
      outcome: "unknown",
      reason:
        "the statistics were reset at 2026-03-01T11:30:00.000Z, after the onset, and what was counted before is gone",
    });
    expect(judged(0, RESET, { at }).outcome).toBe("refuted");
    expect(judged(0, null, { at }).outcome).toBe("refuted");
  });

  test("of a single look says since when it counts", () => {
    expect(judged(4, null).statement).toBe("Database shop of staging counted 4 deadlocks since its statistics began.");
  });
});
