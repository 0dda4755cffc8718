import { describe, expect, test } from "vitest";
import { publicWords } from "../../server/public-words.ts";
import type { Reading } from "../../server/report/reading.ts";
import { HOSTILE, hostileAnalysis } from "./hostile.ts";
import { fileOf, READ_FORMATS } from "./lib/formats.ts";

const VERSION: NonNullable<Reading["version"]> = {
  number: 3,
  state: "in-review",
  audience: "internal",
  savedBy: "Ada",
  savedAt: "2026-03-01T15:00:00.000Z",
  rules: { plumbline: "0.1.0" },
};

describe("equal input gives equal bytes", () => {
  const readings: [string, Reading][] = [
    ["of now", {}],
    ["of a version, in a zone", { zone: "America/St_Johns", version: VERSION }],
    ["for readers outside", { publicWords, version: VERSION }],
  ];
  for (const [name, reading] of readings) {
    test.each(READ_FORMATS)(`as %s, ${name}`, async (format) => {
      const text = `${HOSTILE.scripts.text} ${HOSTILE.html.text}`;
      const once = await fileOf(format, hostileAnalysis(text), reading);
      const again = await fileOf(format, structuredClone(hostileAnalysis(text)), { ...reading });
      expect(Buffer.compare(once, again)).toBe(0);
    });
  }
});
