import { describe, expect, test } from "vitest";
import { describeCaller, isAutomated } from "../../server/detect/caller.ts";
import { detect } from "../../server/detect/detect.ts";
import { errorGroup, type GroupOptions } from "../lib/error-group.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NOW = Date.parse("2026-03-02T12:00:00Z");
const DAY_BEFORE = NOW - 24 * HOUR;

const kindsOf = (options: GroupOptions, from = DAY_BEFORE) =>
  detect([errorGroup(options)], { traffic: [], from, now: NOW }).map(({ kind }) => kind);
const byChance = (count: number, from: number, withinMs: number) =>
  Array.from({ length: count }, (_, i) => from + ((i * 7_919_777 + i * i * 104_729) % withinMs)).sort((a, b) => a - b);

describe("what is unusual", () => {
  test.each([
    ["three events in a day are a new error", { arrivals: byChance(3, NOW - 9 * HOUR, 8 * HOUR) }, ["new"]],
    ["two may be chance", { arrivals: byChance(2, NOW - 9 * HOUR, 8 * HOUR) }, []],
    ["a warning is none", { arrivals: byChance(40, NOW - 9 * HOUR, 8 * HOUR), severity: "WARNING" }, []],
    [
      "a line of stderr without severity is one, where normalize took it for an error",
      { arrivals: byChance(3, NOW - 9 * HOUR, HOUR), severity: "DEFAULT" },
      ["new"],
    ],
    [
      "requests answered 404 are none",
      {
        arrivals: byChance(90, NOW - 9 * HOUR, HOUR),
        kind: "request",
        slots: { method: "GET", route: "/x", status: "404" },
      },
      [],
    ],
    [
      "refused requests alone are none",
      {
        arrivals: byChance(90, NOW - 9 * HOUR, HOUR),
        kind: "request",
        slots: { method: "GET", route: "/x", status: "401" },
      },
      [],
    ],
    [
      "two starts that failed are a boot failure",
      { arrivals: byChance(2, NOW - HOUR, HOUR), family: "boot.import-error" },
      ["boot-failure"],
    ],
    [
      "so are errors while starting of no known family",
      { arrivals: byChance(2, NOW - HOUR, HOUR), isBoot: true },
      ["boot-failure"],
    ],
    [
      "one failure every minute is steady",
      { arrivals: Array.from({ length: 300 }, (_, i) => NOW - 5 * HOUR + i * MINUTE) },
      ["steady-failure", "spike", "new"],
    ],
    [
      "one failure every minute of the whole window is no spike",
      { arrivals: Array.from({ length: 1440 }, (_, i) => DAY_BEFORE + i * MINUTE) },
      ["steady-failure", "new"],
    ],
  ] satisfies [string, GroupOptions, string[]][])("%s", (_name, options, kinds) => {
    expect(kindsOf(options)).toEqual(kinds);
  });

  test("ten in an hour and five times what was usual are a spike", () => {
    const usual = Array.from({ length: 20 }, (_, i) => DAY_BEFORE + i * HOUR + ((i * 977) % 50) * MINUTE);
    expect(kindsOf({ arrivals: [...usual, ...byChance(12, NOW - HOUR, 50 * MINUTE)] })).toContain("spike");
    expect(kindsOf({ arrivals: [...usual, ...byChance(8, NOW - HOUR, 50 * MINUTE)] })).not.toContain("spike");
  });

  test("without two hours of history nothing is a spike", () => {
    expect(kindsOf({ arrivals: byChance(500, NOW - HOUR, 50 * MINUTE) }, NOW - 1.5 * HOUR)).not.toContain("spike");
  });

  test("over several days three events count only within one day", () => {
    const from = NOW - 10 * 24 * HOUR;
    expect(kindsOf({ arrivals: [from + HOUR, from + 90 * HOUR, from + 200 * HOUR] }, from)).toEqual([]);
    expect(kindsOf({ arrivals: [from + HOUR, from + 3 * HOUR, from + 20 * HOUR] }, from)).toEqual(["new"]);
  });
});

describe("a caller", () => {
  const uptime = { userAgent: "GoogleStackdriverMonitoring-UptimeChecks(https://cloud.google.com/monitoring)" };
  const browser = { userAgent: "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36" };

  test("is automated by its user agent; without one it is not known to be", () => {
    expect([uptime, { userAgent: "curl/8.9" }, { userAgent: "Google-Cloud-Scheduler" }].map(isAutomated)).toEqual([
      true,
      true,
      true,
    ]);
    expect([browser, {}, { remoteIp: "203.0.113.9" }].map(isAutomated)).toEqual([false, false, false]);
  });

  test("is named in words when it has nearly all calls, counted else", () => {
    expect(
      describeCaller(
        [
          { ...uptime, count: 95 },
          { ...browser, count: 5 },
        ],
        false,
      ),
    ).toContain("an uptime check");
    expect(describeCaller([{ ...browser, count: 9 }], false)).toBe("one browser tab that polls");
    expect(
      describeCaller(
        [
          { ...uptime, count: 5 },
          { ...browser, count: 5 },
        ],
        false,
      ),
    ).toBe("2 callers");
    expect(describeCaller([], false)).toBe("not known");
  });
});
