import { describe, expect, test } from "vitest";
import { publicWords } from "../../server/public-words.ts";
import { json } from "../../server/report/json.ts";
import { analysisSchema } from "../../shared/incident.ts";
import { publicReportSchema } from "../../shared/public-report.ts";
import { HOSTILE, hostileAnalysis } from "./hostile.ts";

describe("a report as JSON", () => {
  test.each(Object.entries(HOSTILE))("holds %s text as it is, in strings alone", (_name, { text }) => {
    const analysis = hostileAnalysis(text);
    const printed = json.render(analysis);
    expect(JSON.parse(printed)).toEqual(JSON.parse(JSON.stringify(analysis)));
    expect(analysisSchema.parse(JSON.parse(printed)).incidents[0]?.title).toBe(text);
    // A half surrogate or a control character in the file itself would stop other readers.
    expect(printed.isWellFormed()).toBe(true);
    expect(printed).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
  });

  test("for readers outside is of the shape that is promised", () => {
    const printed = json.render(hostileAnalysis("x"), { publicWords });
    expect(publicReportSchema.parse(JSON.parse(printed))).toEqual(JSON.parse(printed));
  });

  test("keys that a prototype has are only keys", () => {
    const analysis = hostileAnalysis("x");
    for (const hypothesis of analysis.incidents[0]?.hypotheses ?? []) {
      hypothesis.slots = JSON.parse('{"__proto__":"x","constructor":"y"}');
    }
    expect(json.render(analysis)).toContain('"__proto__": "x"');
  });
});
