import { describe, expect, test } from "vitest";
import { markdown } from "../../server/report/markdown.ts";
import { HOSTILE, hostileAnalysis } from "./hostile.ts";

describe("a report as Markdown", () => {
  test.each(Object.entries(HOSTILE))("says %s text without letting it be markup", (_name, { text }) => {
    const calm = markdown.render(hostileAnalysis("calm")).split("\n");
    const lines = markdown.render(hostileAnalysis(text)).split("\n");

    const marks = (all: readonly string[]) => outsideFences(all).map(skeleton);
    expect(marks(lines)).toEqual(marks(calm));
    const said = outsideFences(lines).map(withoutCode);
    expect(said.filter((line) => /(?<!\\)<(?!br>)[a-z/!]/i.test(line))).toEqual([]);
    expect(said.filter((line) => /(?<!\\)!?\[[^\]]*(?<!\\)\]\(/.test(line))).toEqual([]);
    expect(lines.join("\n")).not.toMatch(
      /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]|[\u{e0000}-\u{e007f}]/u,
    );
    expect(lines.join("\n").isWellFormed()).toBe(true);
  });

  test("closes each fence with the marks that opened it, whatever is between", () => {
    const lines = markdown.render(hostileAnalysis(HOSTILE.markdownLines.text)).split("\n");
    expect(lines.filter((line) => /^`{3,}(text)?$/.test(line)).length % 2).toBe(0);
    expect(lines).toContain("````text");
  });
});

/** The lines that are not code: a fence ends with as many marks as it began with. */
function outsideFences(lines: readonly string[]): string[] {
  let fence: string | undefined;
  return lines.filter((line) => {
    const [, marks] = /^(`{3,})/.exec(line) ?? [];
    if (fence === undefined && marks !== undefined) fence = marks;
    else if (fence !== undefined && line === fence) fence = undefined;
    else return fence === undefined;
    return false;
  });
}

/** What a line is to a Markdown reader: heading, item, row with its number of cells, or words. */
function skeleton(line: string): string {
  const [mark] = /^\s*(?:#{1,6} |- (?:\[[ x]\] )?|\d+\. |>|$)/.exec(line) ?? [];
  if (mark !== undefined) return mark;
  return line.startsWith("|") ? `row of ${withoutCode(line).split(/(?<!\\)\|/).length}` : "words";
}

function withoutCode(line: string): string {
  return line.replace(/(?<!\\)(`+)(?!`)(.*?)(?<!`)\1(?!`)/g, "");
}
