import { expect, test } from "vitest";
import { incidentSpan } from "../../shared/incident-span.ts";
import { DAY, HOUR, MINUTE, toIso } from "../../shared/time.ts";
import { storyResponse } from "./story.ts";

const NOW = Date.parse("2026-03-02T00:00:00.000Z");
const WINDOW = { from: NOW - DAY, to: NOW };
const story = storyResponse(NOW).incident;

/** An incident of some time, in hours before the end of the window; `causedHours`: what its cause rests on. */
function spanOf(fromHours: number, toHours: number, causedHours?: number) {
  const [cause] = story.hypotheses;
  const [evidence] = cause?.evidence ?? [];
  if (cause === undefined || evidence === undefined) throw new Error("the story has no evidence");
  const change = { ...evidence, kind: "change" as const, effect: "supports" as const };
  const hypothesis = {
    ...cause,
    evidence: causedHours === undefined ? [] : [{ ...change, at: toIso(NOW - causedHours * HOUR) }],
  };
  const { from, to } = incidentSpan(
    {
      firstSeen: toIso(NOW - fromHours * HOUR),
      lastSeen: toIso(NOW - toHours * HOUR),
      hypotheses: [hypothesis],
      rootCause: story.rootCause && { ...story.rootCause, hypothesisId: cause.id },
    },
    WINDOW,
  );
  return [(NOW - from) / MINUTE, (NOW - to) / MINUTE];
}

test.each([
  ["eighteen minutes are seen with five more on both sides", [10.3, 10, undefined], [10.3 * 60 + 5, 595]],
  ["the deploy that caused it is seen with it", [10, 9, 10.5], [10.5 * 60 + 18, 9 * 60 - 18]],
  ["a change that is long past does not reach out of the window", [10, 9, 300], [1440, 420]],
  ["what goes on ends with the window", [2, 0, undefined], [2 * 60 + 24, 0]],
  ["what lasted nearly all of the window is seen with all of it", [22.5, 0, undefined], [1440, 0]],
  ["what is older than the window is seen as far as it goes", [48, 40, undefined], [1440, 0]],
])("%s", (_what, [first = 0, last = 0, caused], expected) => {
  expect(spanOf(first, last, caused)).toEqual(expected);
});
