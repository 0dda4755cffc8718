import type { Cause } from "../../shared/cause.ts";

/** Cloud Run's 503 for an instance that died or closed the socket: look at that instance. */
export const malformedResponse: Cause = {
  id: "echo.malformed-response",
  title: "Instance died or closed the connection",
  why: "Cloud Run had handed the request to an instance that then ended or closed the socket: a crash, a kill for memory, a failed start, a worker's time-out or a keep-alive limit below the platform's. Look ten seconds around in the same instance; equal latencies point to a time limit.",
  sources: ["https://cloud.google.com/run/docs/troubleshooting#malformed-response-or-connection-error"],
  signs: [
    {
      text: /The request failed because either the HTTP response was malformed or connection to the instance had an error/,
      weight: 4,
      example:
        "The request failed because either the HTTP response was malformed or connection to the instance had an error. Additional troubleshooting documentation can be found at: https://cloud.google.com/run/docs/troubleshooting#malformed-response-or-connection-error",
    },
    {
      text: /upstream prematurely closed connection while reading response header/,
      weight: 2,
      example: "upstream prematurely closed connection while reading response header from upstream",
    },
    {
      text: /\bbackend_connection_closed_(?:before_data_sent_to_client|after_partial_response_sent)\b|\bbackend_response_corrupted\b/,
      weight: 3,
      example: "backend_connection_closed_before_data_sent_to_client",
    },
  ],
  headline: (slots) =>
    slots.route === undefined
      ? "Requests were cut off by their instance"
      : `${slots.method ?? "Requests to"} ${slots.route} was cut off by its instance`,
  component: () => "instance of the service",
  echoes: ["echo.http-error"],
  alternatives: [],
  questions: () => [],
  weigh: () => undefined,
  mechanism: () => "The instance that held the request ended or closed the connection before it had answered.",
  systemic: [
    {
      question: "Why was the symptom seen and not the reason?",
      candidates: ["Alerts watch failed requests only, not ended instances."],
    },
  ],
  remedies: [
    {
      kind: "mitigate",
      title: () => "Look at the same instance, ten seconds around",
      detail: () => 'In Logs Explorer: labels.instanceId="INSTANCE" severity>=DEFAULT, around the time of the request.',
      criterion: "endpoint",
    },
    {
      kind: "fix",
      title: () => "Mend what ended the instance or closed the socket",
      detail: () =>
        "A traceback, an exit code, a signal or a memory line of that instance names it. Where there is none and latencies are equal: raise the server's keep-alive and idle time-outs above the platform's request time-out.",
      criterion: "recurrence",
    },
    {
      kind: "validate",
      title: () => "See the route answer",
      detail: () => "Call the route that failed and expect 2xx, again after ten idle minutes.",
      criterion: "endpoint",
    },
    {
      kind: "prevent",
      title: () => "Alert on instances that end",
      detail: () => "A log-based metric over exits, signals and memory lines of the system log, per revision.",
    },
  ],
};
