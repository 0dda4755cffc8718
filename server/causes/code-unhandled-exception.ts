import type { Cause } from "../../shared/cause.ts";
import { slotOr } from "./words.ts";

/** An exception that no other family explains, named by its type and the app's own innermost frame. */
export const unhandledException: Cause = {
  id: "code.unhandled-exception",
  title: "Unhandled exception",
  why: "The code raised something that nothing caught and that Plumbline has no family for. The innermost frame of the app's own code is where to look first; which revision, route or caller is over-represented says what changed.",
  sources: [
    "https://cloud.google.com/error-reporting/docs/formatting-error-messages",
    "fluent-plugin-detect-exceptions:lib/fluent/plugin/exception_detector.rb",
  ],
  // Recognised by its stack alone, after all others were asked: see `recognize.ts`.
  signs: [{ exception: /^[^\s:]/, weight: 1, example: "ZeroDivisionError: division by zero" }],
  headline: (slots) =>
    `${slotOr(slots, "exception", "An exception")}${slots.function === undefined ? "" : ` in ${slots.function}`}`,
  component: (slots) => (slots.file === undefined ? "application code" : `application code: ${slots.file}`),
  echoes: ["boot.container-not-listening"],
  alternatives: [],
  questions: () => [],
  weigh: () => undefined,
  mechanism: (slots) =>
    `${slotOr(slots, "function", "The code")} raised ${slotOr(slots, "exception", "an exception")}${slots.file === undefined ? "" : ` in ${slots.file}`} and nothing on the way caught it.`,
  systemic: [
    {
      question: "Why did the code meet a case it does not handle?",
      candidates: ["A change of this code or of what it calls came with the first revision that shows the exception."],
    },
    { question: "Why did no check see it?", candidates: ["No test covers this case."] },
  ],
  remedies: [
    {
      kind: "mitigate",
      title: () => "Send traffic back to the last revision without it",
      detail: () =>
        "Where the exception began with a revision: gcloud run services update-traffic SERVICE --region REGION --to-revisions LAST_GOOD_REVISION=100",
      criterion: "endpoint",
    },
    {
      kind: "fix",
      title: (slots) => `Handle the case in ${slotOr(slots, "function", "the code that raised it")}`,
      detail: (slots) =>
        `Read the innermost frame of the app's own code${slots.file === undefined ? "" : ` (${slots.file})`} together with the request that led there, and write a test that raises it before mending it.`,
      criterion: "recurrence",
    },
    {
      kind: "validate",
      title: () => "Repeat the request that failed",
      detail: () => "Call the route with the same input and expect 2xx, or a 4xx that says what is wrong with it.",
      criterion: "endpoint",
    },
    {
      kind: "prevent",
      title: () => "Keep the test, and alert on new exceptions per revision",
      detail: () =>
        "Hold a new revision at a small share of traffic until it has shown no exception that the last one did not have.",
    },
  ],
};
