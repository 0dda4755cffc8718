import type { Cause } from "../../shared/cause.ts";
import { weighSeen } from "./live.ts";
import { weighMetric } from "./metrics.ts";
import { locksSeen } from "./sessions.ts";
import { ask, TRAFFIC_BACK } from "./words.ts";

const CONTAINER_MEMORY = "run.googleapis.com/container/memory/utilizations";

/** A worker stopped answering and was aborted: a hang, although the platform reports signal 6. */
export const workerTimeout: Cause = {
  id: "capacity.worker-timeout",
  title: "Worker hung and was aborted",
  why: "A worker process did not report back within its timeout, so the server ended it with SIGABRT. `Uncaught signal: 6` right after gunicorn's WORKER TIMEOUT is this hang, not a lack of memory; without it, signal 6 is a crash in native code.",
  sources: ["gunicorn:gunicorn/arbiter.py", "https://docs.gunicorn.org/en/stable/settings.html#timeout"],
  signs: [
    {
      text: /WORKER TIMEOUT \(pid:\d{1,9}\)/,
      weight: 4,
      example: "[2026-01-01 10:00:00 +0000] [1] [CRITICAL] WORKER TIMEOUT (pid:21)",
    },
    {
      text: /Uncaught signal: (?<signal>6)\b/,
      weight: 2,
      example: "Uncaught signal: 6, pid=4, tid=4, fault_addr=0.",
    },
    {
      text: /Container terminated on signal (?<signal>6)\b/,
      weight: 2,
      example: "Container terminated on signal 6.",
    },
    {
      text: /Worker \(pid:\d{1,9}\) was sent SIGABRT!/,
      weight: 3.5,
      example: "[2026-01-01 10:00:01 +0000] [1] [ERROR] Worker (pid:21) was sent SIGABRT!",
    },
  ],
  headline: () => "A worker hung and was aborted",
  component: () => "application worker process",
  echoes: ["capacity.no-instance", "capacity.request-timeout", "code.unhandled-exception"],
  alternatives: ["capacity.pool-exhausted", "database.lock-timeout"],
  questions: (_slots, context) => [
    ask(context, "locks", "locks"),
    ask(context, "sessions", "database sessions"),
    ask(context, "metric", CONTAINER_MEMORY, { metric: CONTAINER_MEMORY, service: context.service }),
  ],
  weigh: (check, _slots, environment) =>
    weighMetric(
      check,
      CONTAINER_MEMORY,
      {
        confirmed: [-1, "memory may have ended the worker instead"],
        refuted: [1, "memory did not end the worker"],
      },
      environment,
    ) ??
    weighSeen(
      check,
      locksSeen(check),
      { own: { blocked: [0.5, "a worker that waits for such a lock hangs"] } },
      environment,
    ),
  mechanism: () =>
    "The worker was busy or blocked in one call for longer than the server's timeout, could not send its heartbeat, and was aborted with SIGABRT, which the platform reports as signal 6.",
  systemic: [
    {
      question: "Why could one call hold a worker that long?",
      candidates: [
        "A blocking call runs in the event loop or in the only thread of a sync worker.",
        "A call to another service or to the database has no timeout of its own.",
      ],
    },
    {
      question: "Why do the timeouts not fit each other?",
      candidates: [
        "The worker's timeout is shorter than the request timeout, and nobody set a budget along the chain.",
      ],
    },
  ],
  remedies: [
    {
      kind: "mitigate",
      title: () => "Keep hanging workers from taking requests down",
      detail: () =>
        `Run more threads or workers per instance (gunicorn --threads 8), or take the last change back: ${TRAFFIC_BACK}`,
      criterion: "endpoint",
    },
    {
      kind: "fix",
      title: () => "Find the blocking call and bound it",
      detail: () =>
        "The traceback that the worker prints on SIGABRT shows where it hung. Give that call a timeout below the worker's, move blocking work out of the event loop, and use gunicorn --timeout 0 on Cloud Run so that the request timeout decides.",
      criterion: "recurrence",
    },
    {
      kind: "validate",
      title: () => "See the slow route answer within its time",
      detail: () => "Call the route that hung and expect an answer; no WORKER TIMEOUT and no signal 6 may follow.",
      criterion: "endpoint",
    },
    {
      kind: "prevent",
      title: () => "Give every outgoing call a deadline",
      detail: () =>
        "Set timeouts on database, HTTP and cache clients in one place, shorter than the request timeout, and test that a hanging dependency does not hang the service.",
    },
  ],
};
