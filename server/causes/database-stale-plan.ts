import type { Cause } from "../../shared/cause.ts";
import type { Check } from "../../shared/check.ts";
import { isOwn, migrationQuestions, migrationSeen, weighing, weighSeen } from "./live.ts";
import { ask } from "./words.ts";

/** The schema changed under open connections whose prepared statements remember the old one. */
export const stalePlan: Cause = {
  id: "database.stale-plan",
  title: "Prepared statement out of date",
  why: "The schema or a setting changed while connections were open, and their prepared statements no longer fit. It ends as soon as those connections are replaced; the change itself was probably right.",
  sources: [
    "asyncpg:asyncpg/exceptions/_base.py",
    "sqlalchemy:lib/sqlalchemy/dialects/postgresql/asyncpg.py",
    "postgres:src/backend/utils/cache/plancache.c",
  ],
  signs: [
    {
      text: /cached statement plan is invalid due to a database schema or configuration change/,
      weight: 4,
      example:
        "asyncpg.exceptions.InvalidCachedStatementError: cached statement plan is invalid due to a database schema or configuration change",
    },
    {
      text: /cached plan must not change result type/,
      weight: 4,
      example: "ERROR:  cached plan must not change result type",
    },
    {
      exception: /\b(?:InvalidCachedStatementError|OutdatedSchemaCacheError)$/,
      weight: 4,
      example: "asyncpg.exceptions.OutdatedSchemaCacheError: the type cache is outdated",
    },
  ],
  headline: () => "Prepared statements are out of date after a schema change",
  component: () => "application prepared statements",
  echoes: ["auth.system-user", "code.unhandled-exception"],
  alternatives: [],
  questions: (_slots, context) => [...migrationQuestions(context), ask(context, "restart", "database server")],
  weigh: (check, _slots, environment) =>
    weighSeen(
      check,
      migrationSeen(check),
      {
        own: {
          "at-head": [0.5, "a migration may have run under the open connections"],
          ahead: [1, "a migration newer than this image ran under its open connections"],
        },
      },
      environment,
    ) ?? weighRestart(check, environment),
  mechanism: () =>
    "The driver keeps prepared statements per connection; DDL changed what one of them returns, so the server refuses to run the old plan and the query fails once for each connection that still holds it.",
  systemic: [
    {
      question: "Why did the schema change under open connections?",
      candidates: ["A migration ran while the previous revision served, without replacing its connections."],
    },
    {
      question: "Why was that change not made in safe steps?",
      candidates: ["Migrations are not coordinated with traffic, and no rule asks for expand and contract."],
    },
  ],
  remedies: [
    {
      kind: "mitigate",
      title: () => "Replace the connections",
      detail: () =>
        "Deploy the revision again: new connections prepare their statements against the new schema. Often the errors have ended by themselves.",
      criterion: "recurrence",
    },
    {
      kind: "fix",
      title: () => "Make schema changes that old statements survive",
      detail: () =>
        "Name columns instead of select *, add columns first and change types in a new column (expand, migrate, contract). SQLAlchemy with asyncpg invalidates its cache after one failure; repeat that request once.",
      criterion: "recurrence",
    },
    {
      kind: "validate",
      title: () => "See the errors end with the old connections",
      detail: () =>
        "`select application_name, min(backend_start) as oldest, count(*) from pg_catalog.pg_stat_activity where datname = current_database() group by 1;` The oldest session must be younger than the change.",
      criterion: "recurrence",
    },
    {
      kind: "prevent",
      title: () => "Coordinate migrations with traffic",
      detail: () =>
        "Run migrations before the new revision takes traffic, and replace the old one's instances soon after.",
    },
  ],
};

function weighRestart(check: Check, environment: string | undefined) {
  if (check.kind !== "restart" || check.outcome !== "confirmed" || !isOwn(check, environment)) return undefined;
  return weighing(check, [-1, "no connection from before it, and none of its plans, can have survived"]);
}
