import type { Cause } from "../../shared/cause.ts";
import {
  capital,
  migrationQuestions,
  migrationSeen,
  relationSeen,
  relationTarget,
  relationWords,
  weighSeen,
} from "./live.ts";
import { sqlRelationText } from "./sql.ts";
import { askBoth, TRAFFIC_BACK } from "./words.ts";

/** 42P01: the statement names a table, view or sequence that the database does not have. */
export const missingRelation: Cause = {
  id: "schema.missing-relation",
  title: "Table, view or sequence missing",
  why: "The statement names a relation that the database does not have. The same text also appears where the relation is in a schema outside search_path, where the role may not use its schema, and where the service is connected to another database.",
  sources: [
    "https://www.postgresql.org/docs/current/errcodes-appendix.html",
    "pganalyze/collector:logs/analyze.go",
    "asyncpg:asyncpg/exceptions/__init__.py",
    "https://www.prisma.io/docs/orm/reference/error-reference#p2021",
  ],
  signs: [
    {
      text: /(?<!\bof |\bfor )\brelation \\?"(?<relation>[^\n\\]{1,200}?)\\?" does not exist(?!, skipping)/,
      sqlstate: "42P01",
      weight: 4,
      example: 'asyncpg.exceptions.UndefinedTableError: relation "mcp_servers" does not exist',
    },
    {
      text: /(?<!\b(?:of|for) (?:materialized |foreign )?)\b(?:table|view|materialized view|foreign table|sequence) \\?"(?<relation>[^\n\\]{1,200}?)\\?" does not exist(?!, skipping)/,
      sqlstate: "42P01",
      weight: 4,
      example: 'ERROR:  table "missing_tbl" does not exist',
    },
    {
      text: /The table `(?:(?<schema>[^`.\n]{1,63})\.)?(?<relation>[^`\n]{1,200})` does not exist in the current database/,
      weight: 4,
      example: "The table `public.orders` does not exist in the current database.",
    },
  ],
  headline: (slots) => `${capital(relationWords(slots))} does not exist`,
  component: () => "database schema",
  echoes: ["auth.system-user", "code.unhandled-exception"],
  alternatives: [
    "schema.relation-in-other-schema",
    "schema.permission-denied",
    "schema.stamped-but-missing",
    "schema.migration-behind",
    "schema.database-missing",
  ],
  questions: (slots, context) => {
    const relation = relationTarget(slots);
    if (relation === undefined) return migrationQuestions(context);
    return [...askBoth(context, "relation", relation, { relation }), ...migrationQuestions(context)];
  },
  weigh: (check, slots, environment) =>
    weighSeen(
      check,
      relationSeen(check, slots),
      {
        own: {
          absent: [1, "a statement that names it fails every time"],
          "near-name": [1.5, "the statement and the database spell the name differently"],
          elsewhere: [-3, "creating it again would not help: the search_path has to name its schema"],
          hidden: [-3, "creating it again would not help: a grant is what is missing"],
          // It may have been created since: that must not take the cause from what was seen before.
          visible: [-1, "it was created since, or the service looks with other eyes (role, database)"],
        },
        other: {
          visible: [0, "the two environments differ in exactly this relation"],
          absent: [0, "it is missing there as well, and no difference between the environments explains the errors"],
        },
      },
      environment,
    ) ??
    weighSeen(
      check,
      migrationSeen(check),
      {
        own: {
          behind: [1, "a pending migration may be the one that creates the relation"],
          empty: [1, "nothing that migrations create is there yet"],
          unstamped: [0.5, "nothing says that the migrations ever ran"],
          differs: [0.5, "what creates the relation may be among the differences"],
          "stamped-but-missing": [-1.9, "it was created according to the version table and is gone or was never made"],
          "at-head": [-1.9, "no pending migration would create it"],
        },
      },
      environment,
    ),
  mechanism: (slots) =>
    `PostgreSQL looks ${relationWords(slots)} up in the schemas of the connection's search_path when it parses the statement and finds nothing, so the statement fails with 42P01 before it reads a row.`,
  systemic: [
    {
      question: "Why did the release expect a relation that this database does not have?",
      candidates: [
        "The migration that creates the relation has not been applied to this database.",
        "The migration is recorded as applied, but its objects are missing.",
        "No migration creates the relation: it was made by hand in another environment.",
      ],
    },
    {
      question: "Why did traffic reach code whose schema was not there?",
      candidates: ["No check compares the code's schema with the database's before the revision takes traffic."],
    },
  ],
  remedies: [
    {
      kind: "mitigate",
      title: () => "Send traffic back to the last revision that does not need the relation",
      detail: () => TRAFFIC_BACK,
      criterion: "endpoint",
    },
    {
      kind: "fix",
      title: (slots) => `Create ${relationWords(slots)} through its migration`,
      detail: (slots) =>
        `Find the revision that creates ${relationWords(slots)} and whether it is pending. If it is, run the migration job (for Alembic: alembic upgrade head). If it counts as applied, create only what is missing, from that revision's own text. If no migration creates it, write one; do not create it by hand in one environment.`,
      criterion: "schema",
    },
    {
      kind: "validate",
      title: (slots) => `See ${relationWords(slots)} from the service's own role`,
      detail: (slots) =>
        `Connected as the service is: \`select n.nspname, c.relname, pg_table_is_visible(c.oid) as visible from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace where c.relname = ${sqlRelationText(slots)};\` must show one row with visible = true.`,
      criterion: "schema",
    },
    {
      kind: "prevent",
      title: () => "Compare code and schema before traffic is shifted",
      detail: () =>
        "Make the migration a step of the deployment that fails it, and let the start-up probe refuse to become ready when the database is not at the revision that the image was built for.",
    },
  ],
};
