import type { Cause } from "../../shared/cause.ts";
import type { Check } from "../../shared/check.ts";
import { isOwn, weighing } from "./live.ts";
import { ask } from "./words.ts";

/** 57P01, 57P02, 57P03: the server was stopped, restarted or failed over, or somebody ended the session. */
export const databaseRestarted: Cause = {
  id: "database.restarted",
  title: "Database server restarted",
  why: "The server ended its sessions: a restart, a fail-over, maintenance, a crash of one of its processes, or somebody who ended sessions by hand. Pools then hold dead connections until they notice.",
  sources: [
    "https://www.postgresql.org/docs/current/errcodes-appendix.html",
    "postgres:src/backend/tcop/postgres.c",
    "pganalyze/collector:logs/analyze.go",
    "https://cloud.google.com/sql/docs/postgres/maintenance",
  ],
  signs: [
    {
      text: /terminating connection due to administrator command/,
      sqlstate: "57P01",
      weight: 4,
      example: "FATAL:  terminating connection due to administrator command",
    },
    {
      text: /terminating connection because of crash of another server process/,
      sqlstate: "57P02",
      weight: 4,
      example: "WARNING:  terminating connection because of crash of another server process",
    },
    {
      text: /the database system is (?:shutting down|starting up|in recovery mode|not yet accepting connections)/,
      sqlstate: "57P03",
      weight: 4,
      example: "FATAL:  the database system is shutting down",
    },
    {
      text: /server process \(PID \d{1,9}\) was terminated by signal (?!9\b)\d{1,2}/,
      weight: 3.5,
      example: "LOG:  server process (PID 660) was terminated by signal 6: Aborted",
    },
    {
      text: /terminating any other active server processes/,
      weight: 3.5,
      example: "LOG:  terminating any other active server processes",
    },
    { sqlstate: "57P01", weight: 3.5, example: "error: the session was ended, code: 57P01" },
    { sqlstate: "57P02", weight: 3.5, example: "error: the session was ended, code: 57P02" },
    { sqlstate: "57P03", weight: 3.5, example: "error: the server does not accept connections, code: 57P03" },
    {
      exception: /\b(?:AdminShutdown|CrashShutdown|CannotConnectNow)(?:Error)?$/,
      weight: 3.5,
      example: "asyncpg.exceptions.CannotConnectNowError: the server does not accept connections",
    },
  ],
  headline: () => "The database server restarted or ended its sessions",
  component: () => "database server",
  echoes: ["database.connection-lost", "network.connection-refused", "auth.system-user", "code.unhandled-exception"],
  alternatives: [],
  questions: (_slots, context) => [ask(context, "restart", "database server")],
  weigh: (check, _slots, environment) => weighRestart(check, environment),
  mechanism: () =>
    "When the server stops, it ends every session (57P01) and refuses new ones until it accepts connections again (57P03); connections that stay in the app's pool are dead and fail at their next use.",
  systemic: [
    {
      question: "Why did a restart become failed requests?",
      candidates: [
        "The pool hands out dead connections: it does not test them before use.",
        "Requests that could be repeated safely are not repeated.",
      ],
    },
    {
      question: "Why did the restart come as a surprise?",
      candidates: [
        "The maintenance window is unknown to the team that runs the service.",
        "A fail-over was never rehearsed.",
      ],
    },
  ],
  remedies: [
    {
      kind: "mitigate",
      title: () => "Wait for the server, then replace dead connections",
      detail: () =>
        "See whether the server is back: `select pg_postmaster_start_time() as started, pg_is_in_recovery() as is_replica;` and gcloud sql operations list --instance INSTANCE. If errors go on, deploy the revision again so that its pools start afresh.",
      criterion: "endpoint",
    },
    {
      kind: "fix",
      title: () => "Let pools survive a restart",
      detail: () =>
        "SQLAlchemy: pool_pre_ping=True and pool_recycle; node-postgres: handle the pool's error event and set keepAlive; Hikari: maxLifetime below the server's. Repeat idempotent requests once on 57P01 and 57P03.",
      criterion: "recurrence",
    },
    {
      kind: "validate",
      title: () => "Rehearse it outside production",
      detail: () =>
        "Restart the staging instance (gcloud sql instances restart INSTANCE) under light traffic: errors must end within seconds of the server's return.",
      criterion: "endpoint",
    },
    {
      kind: "prevent",
      title: () => "Know and place the maintenance window",
      detail: () =>
        "Set the maintenance window and notifications (gcloud sql instances patch INSTANCE --maintenance-window-day SUN --maintenance-window-hour 3), and use a highly available instance where seconds matter.",
    },
  ],
};

function weighRestart(check: Check, environment: string | undefined) {
  if (check.kind !== "restart" || check.outcome === "unknown" || !isOwn(check, environment)) return undefined;
  return check.outcome === "confirmed"
    ? weighing(check, [3, "every session from before that moment was ended"])
    : weighing(check, [-1.5, "the server itself did not restart, and at most single sessions were ended"]);
}
