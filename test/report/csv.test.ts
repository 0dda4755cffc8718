import { describe, expect, test } from "vitest";
import { csv } from "../../server/report/csv.ts";
import { HOSTILE, hostileAnalysis } from "./hostile.ts";

describe("a timeline as CSV", () => {
  test("has a head, one line for each item, times in UTC and CRLF at each end", () => {
    expect(csv.render(hostileAnalysis('say "hi", twice'))).toBe(
      [
        "\ufefftime_utc,incident,kind,what,evidence,environment,service",
        '2026-03-01T12:00:00.000Z,1111111111111111,change,"say ""hi"", twice",e1,"say ""hi"", twice","say ""hi"", twice"',
        '2026-03-01T12:00:10.000Z,1111111111111111,first error,"say ""hi"", twice",,"say ""hi"", twice","say ""hi"", twice"',
        "",
      ].join("\r\n"),
    );
  });

  test.each([
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1+1",
    "\r\n=1+1",
    "  =1+1",
    "＝1+1",
    "'=1+1",
    "\u0000=1+1",
    "\u202e=1+1",
    '"=1+1',
  ])("runs %j as no formula", (text) => {
    const [, row = []] = parse(csv.render(hostileAnalysis(text)));
    expect(row[3]).not.toMatch(/^\s*["]?\s*[=+\-@＝]/);
    expect(row[3]).toContain(text.trim().replace(/^[\u0000\u202e]/, ""));
  });

  test.each(Object.entries(HOSTILE))("keeps %s text in its cell", (_name, { text, marker }) => {
    const rows = parse(csv.render(hostileAnalysis(text)));
    expect(rows.map((row) => row.length)).toEqual([7, 7, 7]);
    expect(rows[1]?.[3]).toContain(marker);
  });
});

/** RFC 4180, strictly: fails on a quote where none may be. */
function parse(text: string): string[][] {
  const rows: string[][] = [[]];
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/y;
  cell.lastIndex = 1;
  while (cell.lastIndex < text.length) {
    const at = cell.lastIndex;
    const found = cell.exec(text);
    if (found === null) throw new Error(`no cell at ${at}: ${text.slice(at, at + 40)}`);
    rows.at(-1)?.push(found[1]?.replaceAll('""', '"') ?? found[2] ?? "");
    if (found[3] === "\r\n") rows.push([]);
  }
  return rows.slice(0, -1);
}
