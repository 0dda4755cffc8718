import type { Cause } from "../../shared/cause.ts";
import {
  capital,
  columnSeen,
  columnTarget,
  columnWords,
  migrationQuestions,
  migrationSeen,
  relationTarget,
  weighSeen,
} from "./live.ts";
import { sqlRelationText } from "./sql.ts";
import { askBoth, sqlText, TRAFFIC_BACK } from "./words.ts";

/** 42703: the statement names a column that the relation does not have. The text has three spellings. */
export const missingColumn: Cause = {
  id: "schema.missing-column",
  title: "Column missing",
  why: "The code and the database disagree about a table's columns: the code is newer than the schema, or older than a migration that dropped or renamed the column. For a few minutes of a rolling deployment both are normal.",
  sources: [
    "https://www.postgresql.org/docs/current/errcodes-appendix.html",
    "pganalyze/collector:logs/analyze.go",
    "https://www.prisma.io/docs/orm/reference/error-reference#p2022",
  ],
  signs: [
    {
      text: /(?<!\bfor )\bcolumn \\?"(?<column>[^\n\\]{1,200}?)\\?" of relation \\?"(?<relation>[^\n\\]{1,200}?)\\?" does not exist(?!, skipping)/,
      sqlstate: "42703",
      weight: 4,
      example: 'ERROR:  column "nickname" of relation "users" does not exist at character 20',
    },
    {
      text: /\bcolumn (?<relation>[^\s"`.\\]{1,63})\.(?<column>[^\n"`\\]{1,63}?) does not exist/,
      sqlstate: "42703",
      weight: 4,
      example: "asyncpg.exceptions.UndefinedColumnError: column users.locale does not exist",
    },
    {
      text: /(?<!\bfor |\bconfiguration )\bcolumn \\?"(?<column>[^"\n\\]{1,200})\\?" does not exist/,
      sqlstate: "42703",
      weight: 4,
      example: 'psycopg2.errors.UndefinedColumn: column "locale" does not exist',
    },
    {
      text: /The column `(?:(?<relation>[^`\n]{1,200})\.)?(?<column>[^`.\n]{1,63})` does not exist in the current database/,
      weight: 4,
      example: "The column `users.locale` does not exist in the current database.",
    },
    {
      text: /\brecord \\?"(?:new|old)\\?" has no field \\?"(?<column>[^"\n\\]{1,63})/,
      sqlstate: "42703",
      weight: 3.5,
      example: 'ERROR:  record "new" has no field "updated_at"',
    },
  ],
  headline: (slots) => `${capital(columnWords(slots))} does not exist`,
  component: () => "database schema",
  echoes: ["auth.system-user", "code.unhandled-exception"],
  alternatives: ["schema.migration-behind"],
  questions: (slots, context) => {
    const column = columnTarget(slots);
    const migrations = migrationQuestions(context);
    if (column === undefined) return migrationQuestions(context);
    const relation = relationTarget(slots);
    const params = { column: slots.column ?? column, ...(relation === undefined ? {} : { relation }) };
    return [...askBoth(context, "column", column, params), ...migrations];
  },
  weigh: (check, slots, environment) =>
    weighSeen(
      check,
      columnSeen(check, slots),
      {
        own: {
          absent: [3, "a statement that names it fails every time"],
          "near-name": [2.5, "the statement and the database spell the name differently"],
          // It may have been added since: that must not take the cause from what was seen before.
          present: [-1, "it was added since, or the service looks with other eyes (role, database)"],
          "relation-absent": [0, "the text may name an alias, and the column could not be looked up under it"],
        },
        other: {
          present: [1, "the two environments differ in exactly this column"],
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
          behind: [1, "a pending migration may be the one that adds the column"],
          differs: [0.5, "what adds or drops the column may be among the differences"],
          ahead: [1, "a migration newer than this image may have dropped or renamed the column"],
          "at-head": [-0.5, "no pending migration would add it"],
        },
      },
      environment,
    ),
  mechanism: (slots) =>
    `PostgreSQL resolves ${columnWords(slots)} against the table's columns when it parses the statement and finds none, so the statement fails with 42703 before it reads a row.`,
  systemic: [
    {
      question: "Why do this revision and this database disagree about the column?",
      candidates: [
        "The migration that adds the column has not been applied to this database.",
        "A migration removed or renamed the column while a revision that reads it still served.",
      ],
    },
    {
      question: "Why could a dependent change ship in one release?",
      candidates: [
        "No rule splits such a change into expand, migrate, contract, and no check in the build looks for it.",
      ],
    },
  ],
  remedies: [
    {
      kind: "mitigate",
      title: () => "Send traffic to the revision that fits the schema",
      detail: () =>
        `If the database is behind, go back: ${TRAFFIC_BACK}. If the column was dropped, finish the roll-out so that no old revision serves.`,
      criterion: "endpoint",
    },
    {
      kind: "fix",
      title: (slots) => `Bring ${columnWords(slots)} and the code together`,
      detail: () =>
        "Apply the pending migration (for Alembic: alembic upgrade head), or add back a dropped column in a new migration until no revision reads it. Deploy code and schema in the order expand, migrate, contract.",
      criterion: "schema",
    },
    {
      kind: "validate",
      title: (slots) => `See ${columnWords(slots)} in the catalog`,
      detail: (slots) =>
        `\`select a.attrelid::regclass as relation, a.attname, format_type(a.atttypid, a.atttypmod) as type from pg_catalog.pg_attribute a join pg_catalog.pg_class c on c.oid = a.attrelid where a.attname = ${sqlText(slots.column ?? "COLUMN_NAME")}${slots.relation === undefined ? "" : ` and c.relname = ${sqlRelationText(slots)}`} and a.attnum > 0 and not a.attisdropped;\` must show it. The text may give an alias instead of the table's name.`,
      criterion: "schema",
    },
    {
      kind: "prevent",
      title: () => "Hold dependent and destructive schema changes apart",
      detail: () =>
        "Let the build refuse a release that drops or renames a column which the previous release reads, and run the previous release's tests against the new schema.",
    },
  ],
};
