import type { Cause } from "../../shared/cause.ts";
import type { Check } from "../../shared/check.ts";
import type { Slots } from "../../shared/group.ts";
import { isOwn, migrationQuestions, migrationSeen, relationSeen, weighing, weighSeen } from "./live.ts";
import { ask, sqlText, TRAFFIC_BACK } from "./words.ts";

/** 3D000, or every relation missing: the connection goes to a database that is not the one meant. */
export const databaseMissing: Cause = {
  id: "schema.database-missing",
  title: "Database missing, or the wrong one",
  why: "The name in the connection settings is not a database of that server, or it is an empty one: no session can be opened, or every relation seems to be missing.",
  sources: [
    "https://www.postgresql.org/docs/current/errcodes-appendix.html",
    "https://www.prisma.io/docs/orm/reference/error-reference#p1003",
  ],
  signs: [
    {
      text: /\bdatabase \\?"(?<database>[^"\n\\]{1,63})(?:\n|\\n)\s*\\?" does not exist/,
      sqlstate: "3D000",
      // A line break at the end of the name is a mistake of its own: a secret stored with one.
      slots: { fault: "line break in the name" },
      weight: 4,
      example: 'database "netra_dev\n" does not exist',
    },
    {
      text: /\bdatabase \\?"(?<database>[^"\n\\]{1,63})\\?" does not exist(?!, skipping)/,
      sqlstate: "3D000",
      weight: 4,
      example: 'asyncpg.exceptions.InvalidCatalogNameError: database "nope" does not exist',
    },
    {
      text: /Database `(?<database>[^`\n]{1,63})` does not exist on the database server/,
      weight: 4,
      example: "Database `orders` does not exist on the database server at `10.2.0.3:5432`.",
    },
  ],
  headline: (slots) =>
    slots.database === undefined
      ? "The service may be connected to another database than its own"
      : `Database "${slots.database}" does not exist${slots.fault === undefined ? "" : `: ${slots.fault}`}`,
  component: () => "database connection settings",
  echoes: ["auth.system-user", "code.unhandled-exception"],
  alternatives: [],
  questions: (slots, context) =>
    slots.database === undefined
      ? migrationQuestions(context)
      : [ask(context, "database", slots.database, { database: slots.database })],
  weigh: (check, slots, environment) =>
    weighDatabase(check, slots, environment) ??
    (slots.database === undefined ? weighWrongDatabase(check, slots, environment) : undefined),
  mechanism: (slots) =>
    slots.database === undefined
      ? "The connection settings name a database that exists but was never migrated, so the statement finds none of its relations there."
      : `The server is asked for a session in "${slots.database}" and has no database of that name, so it refuses every connection (3D000) and no query runs.`,
  systemic: [
    {
      question: "Why do this environment's connection settings name another database?",
      candidates: [
        "The connection address is kept per environment and was edited by hand.",
        "The secret was stored with a line break at its end.",
      ],
    },
    {
      question: "Why did the wrong address reach traffic?",
      candidates: ["No start-up check opens a database session before the revision takes traffic."],
    },
  ],
  remedies: [
    {
      kind: "mitigate",
      title: () => "Send traffic back to the last revision with the right address",
      detail: () => TRAFFIC_BACK,
      criterion: "endpoint",
    },
    {
      kind: "fix",
      title: () => "Correct the database name in the connection settings",
      detail: (slots) =>
        slots.fault === undefined
          ? "List the server's databases: `select datname from pg_catalog.pg_database where not datistemplate order by datname;` Put the right name into the secret or variable of this environment and deploy a revision that reads the new version. Create the database only if it really was never made."
          : "Store the secret again without the line break (printf '%s' VALUE | gcloud secrets versions add SECRET --data-file=-) and deploy a revision that reads the new version.",
      criterion: "recurrence",
    },
    {
      kind: "validate",
      title: () => "See the name on the server and a session in it",
      detail: (slots) =>
        `\`select count(*) from pg_catalog.pg_database where datname = ${sqlText(slots.database ?? "DATABASE_NAME")};\` must answer 1 for the name in use, and a route that reads the database must answer.`,
      criterion: "endpoint",
    },
    {
      kind: "prevent",
      title: () => "Check the connection settings when the service starts",
      detail: () =>
        "Parse the address at start-up, refuse white space in it, and open one session (`select current_database();`) before the revision becomes ready.",
    },
  ],
};

function weighDatabase(check: Check, slots: Slots, environment: string | undefined) {
  if (check.kind !== "database" || check.target !== slots.database || check.outcome === "unknown") return undefined;
  if (!isOwn(check, environment)) return undefined;
  return check.outcome === "confirmed"
    ? weighing(check, [3, "the server refuses every connection to it"])
    : weighing(check, [-1, "the server has it, and the service may use another server or another spelling"]);
}

/** Where the text named a relation, not a database: only a database that was never migrated speaks for this. */
function weighWrongDatabase(check: Check, slots: Slots, environment: string | undefined) {
  return (
    weighSeen(
      check,
      relationSeen(check, slots),
      {
        own: {
          visible: [-3.5, "this database holds it"],
          elsewhere: [-2.5, "this database holds it in another schema"],
          hidden: [-3, "this database holds it"],
        },
      },
      environment,
    ) ??
    weighSeen(
      check,
      migrationSeen(check),
      {
        own: {
          empty: [1.5, "the service may be connected to a database that nobody meant"],
          unstamped: [0.5, "this may not be the database that the migrations ran in"],
          "at-head": [-2, "the migrations ran in this very database"],
          behind: [-2, "the migrations ran in this very database"],
          "stamped-but-missing": [-2, "the migrations were recorded in this very database"],
        },
      },
      environment,
    )
  );
}
