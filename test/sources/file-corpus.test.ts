import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import { readFiles } from "../../server/sources/file.ts";

const ODD_LINES = "../shared/corpus/odd-lines.bin";

test.skipIf(!existsSync(ODD_LINES))(
  "of the odd lines exactly the good entries come out, every other line is named",
  async () => {
    const found: unknown[] = [];
    const rejected: number[] = [];
    for await (const batch of readFiles([ODD_LINES])) {
      found.push(...batch.values.map((item) => item.value.insertId ?? item.value.logName));
      rejected.push(...batch.rejections.map((item) => item.line));
      expect(batch.read).toBe(batch.values.length + batch.rejections.length);
    }
    expect(found).toEqual([
      "line1",
      "line2",
      "line3",
      "line4",
      "a",
      "b",
      "line6",
      "line7",
      "line8",
      "b",
      "line9",
      "line10",
    ]);
    expect(rejected).toEqual([7, 8, 9, 10, 11, 12, 13, 15, 18, 19, 20, 21, 23]);
  },
);
