import type { Cause } from "../../shared/cause.ts";
import { weighSeen } from "./live.ts";
import { BLOCKERS_SQL, locksSeen, sessionsSeen } from "./sessions.ts";
import { ask, TRAFFIC_BACK } from "./words.ts";

/** The app ran, but had not answered when the platform's request timeout ended. */
export const requestTimeout: Cause = {
  id: "capacity.request-timeout",
  title: "Request timeout reached",
  why: "The app was still working when the platform's request timeout ended, and the platform answered 504 in its place. Something that the request waits for has no shorter deadline of its own.",
  sources: [
    "https://cloud.google.com/run/docs/configuring/request-timeout",
    "https://cloud.google.com/functions/docs/troubleshooting",
  ],
  signs: [
    {
      text: /terminated because it has reached the maximum request timeout/,
      weight: 4,
      example:
        "The request has been terminated because it has reached the maximum request timeout. To change this limit, see https://cloud.google.com/run/docs/configuring/request-timeout",
    },
    {
      text: /Function execution took \d{1,9} ms, finished with status: '?timeout'?/,
      weight: 4,
      example: "Function execution took 60003 ms, finished with status: 'timeout'",
    },
    {
      text: /^backend_timeout$/,
      weight: 3,
      example: "backend_timeout",
    },
  ],
  headline: () => "Requests run into the platform's request timeout",
  component: () => "request time budget",
  echoes: ["code.unhandled-exception"],
  alternatives: ["database.lock-timeout", "database.statement-timeout"],
  questions: (_slots, context) => [ask(context, "locks", "locks"), ask(context, "sessions", "database sessions")],
  weigh: (check, _slots, environment) =>
    weighSeen(
      check,
      locksSeen(check),
      {
        own: {
          blocked: [-0.5, "requests may wait for these locks, which is the nearer cause"],
          free: [0.5, "what the requests wait for is no lock"],
        },
      },
      environment,
    ) ??
    weighSeen(
      check,
      sessionsSeen(check),
      { own: { busy: [0, "the requests may be waiting for these queries"] } },
      environment,
    ),
  mechanism: () =>
    "The request waits for a call that takes longer than the request timeout; at that point the platform closes it with 504, while the app may still be working.",
  systemic: [
    {
      question: "Why does the request wait for that long?",
      candidates: [
        "A call to a dependency has no deadline, or one longer than the request timeout.",
        "The work grew with the data and is done within the request.",
      ],
    },
    {
      question: "Why does nothing give up earlier?",
      candidates: ["There is no time budget along the chain of calls."],
    },
  ],
  remedies: [
    {
      kind: "mitigate",
      title: () => "Give slow requests more time, or take the change back",
      detail: () => `gcloud run services update SERVICE --region REGION --timeout 600, or: ${TRAFFIC_BACK}`,
      criterion: "endpoint",
    },
    {
      kind: "fix",
      title: () => "Find the open call, and give it a deadline",
      detail: () =>
        `The trace of a failed request shows which span is still open. Sessions that wait in the database: \`${BLOCKERS_SQL}\` Give each outgoing call a deadline below the request timeout, and move long work into a job or queue.`,
      criterion: "recurrence",
    },
    {
      kind: "validate",
      title: () => "See the route answer within its time",
      detail: () => "Call the route and expect an answer well below the request timeout, several times in a row.",
      criterion: "endpoint",
    },
    {
      kind: "prevent",
      title: () => "Set one time budget along the chain",
      detail: () =>
        "Each call's deadline must be shorter than its caller's; alert on the 99th percentile at half the timeout.",
    },
  ],
};
