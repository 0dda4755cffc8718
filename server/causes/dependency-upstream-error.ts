import type { Cause } from "../../shared/cause.ts";
import { shellWord, slotOr } from "./words.ts";

/** Another service answered, and its answer was an error. */
export const upstreamError: Cause = {
  id: "dependency.upstream-error",
  title: "Another service answers with an error",
  why: "The network works and the other side answered 5xx or refused. Its own logs hold the reason. Pub/Sub pushes are repeated until they are accepted, so one bad message can look like a periodic failure.",
  sources: [
    "gcpdiag:gcpdiag/lint/pubsub/warn_2023_006_push_requests_failing.py",
    "requests:src/requests/models.py",
    "axios:lib/core/settle.js",
    "envoy:source/common/http/",
  ],
  signs: [
    {
      text: /\b(?<status>5\d\d) Server Error: [^\n]{1,80} for url: https?:\/\/(?<host>[\w.-]{1,253})/,
      weight: 3,
      example:
        "requests.exceptions.HTTPError: 503 Server Error: Service Unavailable for url: https://billing.internal/v1/charge",
    },
    {
      text: /Server error '(?<status>5\d\d) [^'\n]{1,60}' for url 'https?:\/\/(?<host>[\w.-]{1,253})/,
      weight: 3,
      example: "httpx.HTTPStatusError: Server error '502 Bad Gateway' for url 'https://billing.internal/v1/charge'",
    },
    {
      text: /Request failed with status code (?<status>5\d\d)/,
      weight: 3,
      example: "AxiosError: Request failed with status code 502",
    },
    {
      text: /HTTP Error (?<status>5\d\d): /,
      weight: 3,
      example: "urllib.error.HTTPError: HTTP Error 503: Service Unavailable",
    },
    {
      text: /upstream connect error or disconnect\/reset before headers|no healthy upstream|no live upstreams while connecting|upstream request timeout/,
      weight: 3,
      example: "upstream connect error or disconnect/reset before headers. reset reason: connection termination",
    },
    {
      text: /\b(?<pushResponse>remote_server_[45]xx)\b/,
      weight: 3,
      example: 'push_request_count response_class="remote_server_5xx"',
    },
    {
      text: /response_class ?[=:] ?"?(?<pushResponse>deadline_exceeded|unreachable)/,
      weight: 3,
      example: 'push_request_count response_class="deadline_exceeded"',
    },
    {
      text: /too many 5\d\d error responses|ResponseError\('too many (?<status>5\d\d)/,
      weight: 3,
      example: "Max retries exceeded with url: /v1 (Caused by ResponseError('too many 503 error responses'))",
    },
    {
      text: /\b14 UNAVAILABLE: |code = Unavailable desc = /,
      weight: 2,
      slots: { status: "UNAVAILABLE" },
      example: "Error: 14 UNAVAILABLE: upstream gone",
    },
  ],
  headline: (slots) =>
    `${slotOr(slots, "host", "Another service")} answers ${slotOr(slots, "status", slotOr(slots, "pushResponse", "with errors"))}`,
  component: (slots) => `upstream service ${slotOr(slots, "host", "")}`.trim(),
  echoes: ["code.unhandled-exception"],
  alternatives: [],
  questions: () => [],
  weigh: () => undefined,
  mechanism: (slots) =>
    `${slotOr(slots, "host", "The other service")} answered ${slotOr(slots, "status", "with an error")}, and the app passed the failure on to its own caller.`,
  systemic: [
    { question: "Why did the other service fail?", candidates: ["Its own incident at the same time."] },
    {
      question: "Why did its failure become ours?",
      candidates: ["No fallback, circuit breaker or dead-letter queue stands between the two."],
    },
  ],
  remedies: [
    {
      kind: "mitigate",
      title: () => "Serve without the other service where the feature allows it",
      detail: () =>
        "Open the circuit, answer from a cache, or put the work into a queue. Pub/Sub: gcloud pubsub subscriptions update SUBSCRIPTION --dead-letter-topic TOPIC --max-delivery-attempts 5",
      criterion: "endpoint",
    },
    {
      kind: "fix",
      title: (slots) => `Mend ${slotOr(slots, "host", "the other service")}`,
      detail: (slots) =>
        `Look at its errors of the same minutes, by trace. See whether it answers now: curl -sS -o /dev/null -w '%{http_code}\\n' ${shellWord(`https://${slotOr(slots, "host", "HOST")}/`)}`,
      criterion: "recurrence",
    },
    {
      kind: "validate",
      title: () => "See the failing route answer",
      detail: () => "Call the route that failed and expect 2xx.",
      criterion: "endpoint",
    },
    {
      kind: "prevent",
      title: () => "Retry what may be repeated, stop what keeps failing",
      detail: () =>
        "Retry idempotent calls twice with jittered delays inside the request's time budget; break the circuit at a share of failures; give every push subscription a dead-letter topic.",
    },
  ],
};
