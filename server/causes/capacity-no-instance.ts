import type { Cause, QuestionContext } from "../../shared/cause.ts";
import { weighMetric } from "./metrics.ts";
import { ask } from "./words.ts";

const INSTANCE_COUNT = "run.googleapis.com/container/instance_count";

/** The platform had no instance that could take the request. */
export const noInstance: Cause = {
  id: "capacity.no-instance",
  title: "No instance available",
  why: "More requests came than instances could take: the maximum of instances is reached, new ones start too slowly, or they die as they start. The app's code never saw these requests.",
  sources: [
    "gcpdiag:lint/gcf/warn_2021_002",
    "https://cloud.google.com/run/docs/troubleshooting#abort-request",
    "https://cloud.google.com/run/docs/configuring/max-instances",
    "https://cloud.google.com/load-balancing/docs/https/https-logging-monitoring#statusdetail_http_failure_messages",
  ],
  signs: [
    {
      text: /The request was aborted because there was no available instance/,
      weight: 4,
      example: "The request was aborted because there was no available instance.",
    },
    {
      text: /no available instance\b/,
      only: "edge",
      weight: 3,
      example: "The request failed: no available instance",
    },
    {
      text: /\bfailed_to_(?:pick|connect_to)_backend\b/,
      slots: { seenBy: "load balancer" },
      weight: 3,
      example: "failed_to_pick_backend",
    },
  ],
  headline: (slots) =>
    slots.seenBy === undefined
      ? "No instance was available for requests"
      : `The ${slots.seenBy} found no backend that takes requests`,
  component: () => "service scaling",
  echoes: [],
  alternatives: [],
  questions: (_slots, context) => [
    ask(context, "metric", INSTANCE_COUNT, {
      metric: INSTANCE_COUNT,
      service: context.service,
      ...limitOf(context),
    }),
    ask(context, "connections", "connection slots"),
  ],
  weigh: (check, _slots, environment) =>
    weighMetric(
      check,
      INSTANCE_COUNT,
      {
        confirmed: [3, "no further instance could take the requests"],
        refuted: [-1, "instances could still be added, and slow or failing starts are likelier"],
      },
      environment,
    ),
  mechanism: (slots) =>
    slots.seenBy !== undefined
      ? "No backend was healthy, or none accepted the connection, so the load balancer answered 502 or 503 in the app's place."
      : "All instances were at their concurrency and no further one was ready in time, so the platform answered 429 or 500 in the app's place.",
  systemic: [
    {
      question: "Why could the service not grow with the requests?",
      candidates: [
        "The maximum of instances is lower than the load needs.",
        "Instances start more slowly than the load rises.",
        "Each instance takes few requests at a time, or holds them for long.",
      ],
    },
    {
      question: "Why is the limit where it is?",
      candidates: ["The maximum of instances is tied to the database's connections, and that budget was not reviewed."],
    },
  ],
  remedies: [
    {
      kind: "mitigate",
      title: () => "Raise the number of instances",
      detail: () =>
        "gcloud run services update SERVICE --region REGION --max-instances N --min-instances M, within what the database's connection slots allow (pool × processes × N).",
      criterion: "endpoint",
    },
    {
      kind: "fix",
      title: () => "Take more per instance, or start faster",
      detail: () =>
        "Shorten the slow requests, raise concurrency where the app is asynchronous, move work out of start-up, enable start-up CPU boost, and let clients retry with growing pauses.",
      criterion: "recurrence",
    },
    {
      kind: "validate",
      title: () => "See the instance count below its maximum under load",
      detail: () => `${INSTANCE_COUNT} must stay below the maximum, and no request may be aborted.`,
      criterion: "capacity",
    },
    {
      kind: "prevent",
      title: () => "Review scaling limits with the connection budget",
      detail: () =>
        "Alert when the instance count is at 80 % of its maximum, and load-test the start of new instances.",
    },
  ],
};

/** The most instances that the service may have, where the configuration says it. */
function limitOf({ pool }: QuestionContext): Record<string, string> {
  const { instances, instancesFrom } = pool ?? {};
  return instances === undefined || instancesFrom === undefined ? {} : { limit: instances, limitFrom: instancesFrom };
}
