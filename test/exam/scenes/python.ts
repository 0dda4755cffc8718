import { cloudRun, gke, traceOf, unsteady } from "../platforms.ts";
import { at, PROJECT, type Scene, who } from "./scene.ts";

function celeryDeadlock(): Scene {
  const worker = gke(PROJECT, "ledger-worker");
  const failing = unsteady(4 * 60_000, 24, at(0)).map((t, i) => {
    const text = [
      "Traceback (most recent call last):",
      '  File "/app/ledger/tasks.py", line 74, in settle',
      "    session.commit()",
      '  File "/usr/local/lib/python3.12/site-packages/psycopg/cursor.py", line 97, in execute',
      "    raise ex.with_traceback(None)",
      "psycopg.errors.DeadlockDetected: deadlock detected",
      `DETAIL:  Process ${3000 + i} waits for ShareLock on transaction ${99120 + i}; blocked by process ${4000 + i}.`,
      `Process ${4000 + i} waits for ShareLock on transaction ${99119 + i}; blocked by process ${3000 + i}.`,
      "HINT:  See server log for query details.",
      'CONTEXT:  while updating tuple (17,4) in relation "accounts"',
    ].join("\n");
    return worker.stderr(
      t,
      {
        text: `${new Date(t).toISOString()} | ERROR    | ledger.tasks:settle:81 - settlement failed\n${text}`,
        record: {
          elapsed: { repr: "0:12:11", seconds: 731.4 },
          exception: { type: "DeadlockDetected", value: "deadlock detected", traceback: true },
          extra: { task_id: traceOf("celery", i) },
          file: { name: "tasks.py", path: "/app/ledger/tasks.py" },
          function: "settle",
          level: { icon: "x", name: "ERROR", no: 40 },
          line: 81,
          message: "settlement failed",
          module: "tasks",
          name: "ledger.tasks",
          process: { id: 9, name: "ForkPoolWorker-2" },
          thread: { id: 1, name: "MainThread" },
          time: { repr: new Date(t).toISOString(), timestamp: t / 1000 },
        },
      },
      i,
    );
  });
  return {
    name: "tasks of a worker deadlock, told by loguru with everything under `record`",
    entries: failing,
    expected: [{ service: "ledger-worker", family: "data.deadlock" }],
  };
}

function wrongAudience(): Scene {
  const app = cloudRun(PROJECT, "profile");
  const fine = unsteady(10_000, 180, at(0)).map((t, i) => app.request({ at: t, path: "/v2/profile", ...who(i) }, i));
  const failing = unsteady(9_000, 160, at(31)).flatMap((t, i) => [
    app.request({ at: t, path: "/v2/profile", status: 401, latency: "0.004s", ...who(i) }, i),
    app.log(
      t + 3,
      {
        event: "token rejected",
        level: "error",
        logger: "profile.auth",
        timestamp: new Date(t + 3).toISOString(),
        exception: [
          {
            exc_type: "InvalidAudienceError",
            exc_value: "Audience doesn't match",
            syntax_error: null,
            is_cause: false,
            frames: [
              { filename: "/app/profile/auth.py", lineno: 41, name: "current_user" },
              {
                filename: "/usr/local/lib/python3.12/site-packages/jwt/api_jwt.py",
                lineno: 401,
                name: "_validate_aud",
              },
            ],
          },
        ],
      },
      i,
    ),
  ]);
  return {
    name: "every token is refused for its audience, told by structlog",
    entries: [...fine, ...failing],
    expected: [{ service: "profile", family: "auth.token-audience" }],
  };
}

function pg8000(): Scene {
  const app = cloudRun(PROJECT, "reports");
  const fine = unsteady(30_000, 60, at(0)).map((t, i) => app.request({ at: t, path: "/reports", ...who(i) }, i));
  const failing = unsteady(60_000, 30, at(31)).flatMap((t, i) => [
    app.request({ at: t, path: `/reports/${2000 + i}`, status: 500, ...who(i) }, i),
    app.log(
      t + 12,
      `Traceback (most recent call last):\n  File "/app/main.py", line 88, in report\n    rows = conn.execute(text(SQL)).all()\n  File "/usr/local/lib/python3.11/site-packages/pg8000/core.py", line 760, in handle_messages\n    raise context.error\npg8000.exceptions.DatabaseError: {'S': 'ERROR', 'V': 'ERROR', 'C': '42501', 'M': 'permission denied for table revenue_daily', 'F': 'aclchk.c', 'L': '2812', 'R': 'aclcheck_error'}\n\nThe above exception was the direct cause of the following exception:\n\nTraceback (most recent call last):\n  File "/app/main.py", line 90, in report\n    raise\nsqlalchemy.exc.ProgrammingError: (pg8000.exceptions.DatabaseError) {'S': 'ERROR', 'V': 'ERROR', 'C': '42501', 'M': 'permission denied for table revenue_daily', 'F': 'aclchk.c', 'L': '2812', 'R': 'aclcheck_error'}\n[SQL: select * from revenue_daily]\n(Background on this error at: https://sqlalche.me/e/20/f405)`,
      i,
      { severity: "ERROR" },
    ),
  ]);
  return {
    name: "pg8000 prints the server's message as a dictionary",
    entries: [...fine, ...failing],
    expected: [
      { service: "reports", family: "schema.permission-denied", slots: { relation: "revenue_daily" }, failed: 30 },
    ],
  };
}

function migrationJob(): Scene {
  const lines = [
    "INFO  [alembic.runtime.migration] Context impl PostgresqlImpl.",
    "INFO  [alembic.runtime.migration] Will assume transactional DDL.",
    "ERROR [alembic.util.messaging] Multiple head revisions are present for given argument 'head'; please specify a specific target revision, '<branchname>@head' to narrow to a specific head, or 'heads' for all heads",
    "FAILED: Multiple head revisions are present for given argument 'head'; please specify a specific target revision, '<branchname>@head' to narrow to a specific head, or 'heads' for all heads",
  ];
  const resource = {
    type: "cloud_run_job",
    labels: { project_id: PROJECT, job_name: "migrate", location: "europe-west1" },
  };
  const entries = [0, 1, 2, 3].flatMap((attempt) => [
    ...lines.map((textPayload, i) => ({
      insertId: `job-${attempt}-${i}`,
      logName: `projects/${PROJECT}/logs/run.googleapis.com%2Fstderr`,
      timestamp: at(attempt, i),
      resource,
      labels: {
        instanceId: `job-instance-${attempt}`,
        "run.googleapis.com/execution_name": "migrate-x7f2",
        "run.googleapis.com/task_attempt": String(attempt),
      },
      textPayload,
    })),
    {
      insertId: `job-${attempt}-exit`,
      logName: `projects/${PROJECT}/logs/run.googleapis.com%2Fvarlog%2Fsystem`,
      timestamp: at(attempt, 6),
      severity: "WARNING",
      resource,
      labels: { instanceId: `job-instance-${attempt}`, "run.googleapis.com/execution_name": "migrate-x7f2" },
      textPayload: "Container called exit(255).",
    },
  ]);
  return {
    name: "the migration job of a release stops at two heads, in each of its attempts",
    entries,
    expected: [{ service: "migrate", family: "schema.multiple-heads" }],
  };
}

function gunicornHangs(): Scene {
  const app = cloudRun(PROJECT, "scoring");
  const fine = unsteady(10_000, 150, at(0)).map((t, i) =>
    app.request({ at: t, method: "POST", path: "/score", ...who(i) }, i),
  );
  const failing = unsteady(120_000, 20, at(2)).flatMap((t, i) => [
    app.request(
      { at: t, method: "POST", path: "/score/batch", status: 503, latency: "30.4s", ...who(i) },
      i,
      "The request failed because either the HTTP response was malformed or connection to the instance had an error.",
    ),
    app.log(
      t + 30_100,
      `[${new Date(t + 30_100).toISOString().slice(0, 19).replace("T", " ")} +0000] [1] [CRITICAL] WORKER TIMEOUT (pid:${20 + i})`,
      i,
    ),
    app.log(t + 30_380, `Uncaught signal: 6, pid=${20 + i}, tid=${20 + i}, fault_addr=0.`, i, {
      severity: "WARNING",
      logName: `projects/${PROJECT}/logs/run.googleapis.com%2Fvarlog%2Fsystem`,
    }),
    app.log(
      t + 31_000,
      `[${new Date(t + 31_000).toISOString().slice(0, 19).replace("T", " ")} +0000] [${40 + i}] [INFO] Booting worker with pid: ${40 + i}`,
      i,
    ),
  ]);
  return {
    name: "gunicorn ends workers that hang, which looks like a crash by signal 6",
    entries: [...fine, ...failing],
    expected: [{ service: "scoring", family: "capacity.worker-timeout", failed: 20 }],
  };
}

/** Failures of services, workers and jobs in Python. */
export const PYTHON: readonly Scene[] = [celeryDeadlock(), wrongAudience(), pg8000(), migrationJob(), gunicornHangs()];
