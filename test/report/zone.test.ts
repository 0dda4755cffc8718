import { describe, expect, test } from "vitest";
import { publicWords } from "../../server/public-words.ts";
import { clockBeside, clockOf, zoneNamed } from "../../shared/zone.ts";
import { incidentOf } from "../store/incident-builder.ts";
import { hostileAnalysis } from "./hostile.ts";
import { fileOf, HAS_PDFTOTEXT, READ_FORMATS, squeezed, wordsIn } from "./lib/formats.ts";

describe("the reader's zone", () => {
  test.each([
    ["Europe/Berlin", "2026-03-29T00:59:59.000Z", "2026-03-29 01:59:59 +01:00", "the last second of winter time"],
    ["Europe/Berlin", "2026-03-29T01:00:00.000Z", "2026-03-29 03:00:00 +02:00", "the first of summer time"],
    ["Europe/Berlin", "2026-10-25T00:30:00.000Z", "2026-10-25 02:30:00 +02:00", "half past two, the first time"],
    ["Europe/Berlin", "2026-10-25T01:30:00.000Z", "2026-10-25 02:30:00 +01:00", "half past two, the second time"],
    ["America/New_York", "2026-03-08T07:00:00.000Z", "2026-03-08 03:00:00 -04:00", "another rule"],
    ["Asia/Kolkata", "2026-03-01T20:00:00.000Z", "2026-03-02 01:30:00 +05:30", "half an hour, the next day"],
    ["Australia/Lord_Howe", "2026-04-04T15:00:00.000Z", "2026-04-05 01:30:00 +10:30", "half an hour of summer time"],
    ["UTC", "2026-03-01T12:00:00.000Z", "2026-03-01 12:00:00 +00:00", "no offset"],
    ["Europe/Berlin", "t1", "t1", "no time"],
  ])("%s: %s is %s (%s)", (zone, at, local) => {
    expect(clockOf(zone)(at)).toBe(local);
  });

  test("says the day only where it is another", () => {
    const clock = clockBeside("America/Los_Angeles");
    expect(clock("2026-03-01T12:00:00.000Z")).toBe("04:00:00 -08:00");
    expect(clock("2026-03-01T02:00:00.000Z")).toBe("2026-02-28 18:00:00 -08:00");
  });

  test.each([
    ["Europe/Berlin", "Europe/Berlin"],
    ["europe/berlin", "Europe/Berlin"],
    ["Asia/Kolkata", "Asia/Kolkata"],
    ["utc", "UTC"],
    ["+02:00", undefined],
    ["Europe/Atlantis", undefined],
    ["", undefined],
    ["Europe/Berlin\n", undefined],
    ["../../etc/passwd", undefined],
    ["A".repeat(500), undefined],
  ])("is called %j: %j", (given, zone) => {
    expect(zoneNamed(given)).toBe(zone);
  });

  const analysis = { ...hostileAnalysis("x"), incidents: [incidentOf()] };

  test.each(READ_FORMATS)("stands beside UTC in the timeline as %s, inside and outside", async (format) => {
    for (const reading of [{ zone: "Asia/Tokyo" }, { zone: "Asia/Tokyo", publicWords }]) {
      const said = squeezed(wordsIn(format, await fileOf(format, analysis, reading)));
      if (format === "pdf" && !HAS_PDFTOTEXT) continue;
      expect(said).toContain("Asia/Tokyo");
      expect(said).toContain("21:00:00+09:00");
      expect(said).toMatch(/2026-03-01T?12:00:00/);
    }
  });
});
