import type { Cause } from "../../shared/cause.ts";
import type { Slots } from "../../shared/group.ts";
import { weighMetric } from "./metrics.ts";
import { ask, TRAFFIC_BACK } from "./words.ts";

const CONTAINER_MEMORY = "run.googleapis.com/container/memory/utilizations";
const DATABASE_MEMORY = "cloudsql.googleapis.com/database/memory/utilization";

/** Memory ran out: of the container, of the language's heap, or of the database server. */
export const memory: Cause = {
  id: "capacity.memory",
  title: "Out of memory",
  why: "Memory ran out and the process was ended, or the database could not serve the statement. A slope towards the limit is a leak; a step is one request or one query that needs too much.",
  sources: [
    "gcpdiag:lint/gcf/err_2022_003",
    "gunicorn:gunicorn/arbiter.py",
    "pganalyze/collector:logs/analyze.go",
    "https://cloud.google.com/run/docs/configuring/services/memory-limits",
  ],
  signs: [
    {
      text: /Memory limit of \d{1,9} \wi?B exceeded with \d{1,9} \wi?B used/,
      slots: { where: "container" },
      weight: 4,
      example:
        "Memory limit of 512 MiB exceeded with 524 MiB used. Consider increasing the memory limit, see https://cloud.google.com/run/docs/configuring/memory-limits",
    },
    {
      text: /found to be using too much memory and was terminated/,
      slots: { where: "container" },
      weight: 4,
      example:
        "While handling this request, the container instance was found to be using too much memory and was terminated.",
    },
    {
      text: /Error: memory limit exceeded\./i,
      slots: { where: "container" },
      weight: 4,
      example: "Error: memory limit exceeded. Function invocation was interrupted.",
    },
    {
      text: /Out-of-memory event detected in container/,
      slots: { where: "container" },
      weight: 4,
      example: "Out-of-memory event detected in container",
    },
    {
      text: /(?:Memory cgroup out|Out) of memory: Killed process \d{1,9}/,
      slots: { where: "container" },
      weight: 4,
      example: "Memory cgroup out of memory: Killed process 2011 (node) total-vm:1283912kB, anon-rss:262044kB",
    },
    { text: /\bOOMKilled\b/, slots: { where: "container" }, weight: 4, example: "Container api terminated: OOMKilled" },
    {
      text: /Worker \(pid:\d{1,9}\) was sent SIGKILL! Perhaps out of memory\?/,
      slots: { where: "container" },
      weight: 3,
      example: "[2026-01-01 10:00:00 +0000] [1] [ERROR] Worker (pid:21) was sent SIGKILL! Perhaps out of memory?",
    },
    {
      text: /(?:Uncaught signal: |Container terminated on signal )(?<signal>9)\b/,
      slots: { where: "container" },
      weight: 2,
      example: "Uncaught signal: 9, pid=4, tid=4, fault_addr=0.",
    },
    {
      text: /JavaScript heap out of memory/,
      slots: { where: "heap" },
      weight: 4,
      example: "FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory",
    },
    {
      text: /java\.lang\.OutOfMemoryError: (?<heap>[\w ]{1,60})/,
      slots: { where: "heap" },
      weight: 4,
      example: 'Exception in thread "main" java.lang.OutOfMemoryError: Java heap space',
    },
    { exception: /^MemoryError$/, slots: { where: "heap" }, weight: 3.5, example: "MemoryError: Unable to allocate" },
    {
      text: /fatal error: runtime: out of memory/,
      slots: { where: "heap" },
      weight: 4,
      example: "fatal error: runtime: out of memory",
    },
    {
      text: /server process \(PID \d{1,9}\) was terminated by signal 9/,
      slots: { where: "database" },
      weight: 3.5,
      example: "LOG:  server process (PID 660) was terminated by signal 9: Killed",
    },
    { sqlstate: "53200", slots: { where: "database" }, weight: 3.5, example: "error: out of memory, code: 53200" },
    {
      exception: /^(?:psycopg2?|asyncpg)\.[\w.]*OutOfMemory(?:Error)?$/,
      slots: { where: "database" },
      weight: 3.5,
      example: "psycopg2.errors.OutOfMemory: out of memory",
    },
    {
      text: /(?:ERROR|FATAL): {1,2}out of (?:shared )?memory/,
      sqlstate: "53200",
      slots: { where: "database" },
      weight: 3.5,
      example: "ERROR:  out of memory\nDETAIL:  Failed on request of size 8388608 in memory context",
    },
  ],
  headline: (slots) => `Memory of the ${placeOf(slots)} ran out`,
  component: (slots) => (slots.where === "database" ? "database server memory" : "container memory"),
  echoes: [
    "boot.container-not-listening",
    "capacity.no-instance",
    "capacity.worker-timeout",
    "database.connection-lost",
    "database.restarted",
    "code.unhandled-exception",
  ],
  alternatives: [],
  questions: (slots, context) =>
    slots.where === "database"
      ? [
          ask(context, "metric", DATABASE_MEMORY, { metric: DATABASE_MEMORY }),
          ask(context, "restart", "database server"),
        ]
      : [ask(context, "metric", CONTAINER_MEMORY, { metric: CONTAINER_MEMORY, service: context.service })],
  weigh: (check, slots, environment) =>
    weighMetric(
      check,
      slots.where === "database" ? DATABASE_MEMORY : CONTAINER_MEMORY,
      {
        confirmed: [3, "the limit was near when the process ended"],
        refuted: [slots.signal === undefined ? -0.5 : -2, "memory was far from the limit when the process ended"],
      },
      environment,
    ),
  mechanism: (slots) =>
    slots.where === "database"
      ? "The database server needs more memory for its statements and sessions than the machine has; PostgreSQL refuses the statement, or the kernel ends a backend and every session is reset."
      : `The process grew beyond the memory that the ${placeOf(slots)} may have and was ended, with every request that it was serving.`,
  systemic: [
    {
      question: "Why was the memory not enough?",
      candidates: [
        "The limit was copied from another service and never measured.",
        "Something grows with every request: a cache without bound, a leak.",
        "One request or query loads everything at once.",
      ],
    },
    {
      question: "Why did nobody see memory approach its limit?",
      candidates: ["No alert watches memory utilization before the limit, and no load test measures it."],
    },
  ],
  remedies: [
    {
      kind: "mitigate",
      title: (slots) => `Give the ${placeOf(slots)} more memory, or less to do`,
      detail: (slots) =>
        slots.where === "database"
          ? "gcloud sql instances patch INSTANCE --tier LARGER_TIER (it restarts the server), or end the statements that need most."
          : `gcloud run services update SERVICE --region REGION --memory 1Gi --concurrency LOWER. If a new revision brought it: ${TRAFFIC_BACK}`,
      criterion: "endpoint",
    },
    {
      kind: "fix",
      title: () => "Find what grows, and bound it",
      detail: (slots) =>
        slots.where === "database"
          ? "Look for the statements with the largest sorts and hashes: `select name, setting, unit from pg_catalog.pg_settings where name in ('work_mem', 'shared_buffers', 'max_connections', 'hash_mem_multiplier', 'maintenance_work_mem');` work_mem × nodes × sessions must fit."
          : "Compare utilization over an instance's life: a slope is a leak (take a heap profile), a step is one request (stream it, page it). Set the heap limit of the runtime below the container's.",
      criterion: "recurrence",
    },
    {
      kind: "validate",
      title: () => "Watch memory utilization through a busy hour",
      detail: (slots) =>
        `${slots.where === "database" ? DATABASE_MEMORY : CONTAINER_MEMORY} must stay below 85 % under the load that failed.`,
      criterion: "capacity",
    },
    {
      kind: "prevent",
      title: () => "Alert on memory before the limit",
      detail: () => "Alert at 85 % for 10 minutes, and measure memory in a load test before a release.",
    },
  ],
};

function placeOf(slots: Slots): string {
  if (slots.where === "database") return "database server";
  return slots.where === "heap" ? "process's heap" : "container";
}
