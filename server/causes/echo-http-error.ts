import type { Cause } from "../../shared/cause.ts";
import { slotOr } from "./words.ts";

/** A request answered with 5xx: what is seen from outside of a failure inside. */
export const httpError: Cause = {
  id: "echo.http-error",
  title: "Requests fail",
  why: "The service answered 5xx. That is what a caller sees of a failure inside; the cause is in the entries of the same trace, instance or revision.",
  sources: [
    "https://datatracker.ietf.org/doc/html/rfc9110#section-15.6",
    "https://cloud.google.com/logging/docs/reference/v2/rest/v2/LogEntry#HttpRequest",
  ],
  // Requests are recognised by their status: see `recognize.ts`. These texts announce a failure without its reason.
  signs: [
    { text: /Exception in ASGI application/, weight: 1, example: "ERROR:    Exception in ASGI application" },
    { text: /^Internal Server Error(?::|$)/, weight: 1, example: "Internal Server Error: /api/orders/" },
  ],
  headline: (slots) =>
    `${slotOr(slots, "method", "Requests to")} ${slotOr(slots, "route", "the service")} answers ${slotOr(slots, "status", "5xx")}`,
  component: (slots) => slotOr(slots, "route", "HTTP interface"),
  echoes: [],
  alternatives: [],
  questions: () => [],
  weigh: () => undefined,
  mechanism: (slots) => `A failure inside the service reached the caller as ${slotOr(slots, "status", "5xx")}.`,
  systemic: [],
  remedies: [
    {
      kind: "mitigate",
      title: () => "Find the first error of the same trace",
      detail: () => 'In Logs Explorer: trace="projects/PROJECT/traces/TRACE" severity>=ERROR, oldest first.',
      criterion: "endpoint",
    },
    {
      kind: "fix",
      title: () => "Mend what the trace shows",
      detail: () => "Where the trace shows nothing, log the exception with its stack where the 5xx is written.",
      criterion: "recurrence",
    },
    {
      kind: "validate",
      title: (slots) => `See ${slotOr(slots, "route", "the route")} answer`,
      detail: () => "Call the route that failed and expect 2xx.",
      criterion: "endpoint",
    },
    {
      kind: "prevent",
      title: () => "Write the reason with every 5xx",
      detail: () =>
        "Log each unhandled exception once, with its stack and the request's trace, in the format that Error Reporting reads.",
    },
  ],
};
