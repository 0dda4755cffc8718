import type { Cause } from "../../shared/cause.ts";
import type { Slots } from "../../shared/group.ts";
import { weighConstraint } from "./live.ts";
import { askBoth, sqlText, TRAFFIC_BACK } from "./words.ts";

/** 23503: a row refers to one that is not there, or one that others refer to was to be removed. */
export const foreignKeyViolation: Cause = {
  id: "data.foreign-key-violation",
  title: "Foreign key violated",
  why: "A row refers to another one that is not in this database, or a row was to be removed while others still refer to it. Missing base data after an import or in a new environment is the usual reason, wrong order of writes the next.",
  sources: [
    "https://www.postgresql.org/docs/current/errcodes-appendix.html",
    "pganalyze/collector:logs/analyze.go",
    "https://www.prisma.io/docs/orm/reference/error-reference#p2003",
  ],
  signs: [
    {
      text: /insert or update on table \\?"(?<relation>[^"\n\\]{1,200})\\?" violates foreign key constraint \\?"(?<constraint>[^"\n\\]{1,200})/,
      sqlstate: "23503",
      weight: 4,
      example:
        'psycopg2.errors.ForeignKeyViolation: insert or update on table "orders" violates foreign key constraint "orders_user_id_fkey"\nDETAIL:  Key (user_id)=(7) is not present in table "users".',
    },
    {
      text: /update or delete on table \\?"(?<relation>[^"\n\\]{1,200})\\?" violates (?:RESTRICT setting of )?foreign key constraint \\?"(?<constraint>[^"\n\\]{1,200})\\?" on table \\?"(?<referencing>[^"\n\\]{1,200})/,
      sqlstate: "23503",
      weight: 4,
      example:
        'ERROR:  update or delete on table "users" violates foreign key constraint "orders_user_id_fkey" on table "orders"',
    },
    {
      text: /Foreign key constraint (?:failed on the field|violated)[^`\n]{0,40}`(?<constraint>[^`\n (]{1,200})/,
      weight: 4,
      example: "Foreign key constraint failed on the field: `orders_user_id_fkey (index)`",
    },
    { sqlstate: "23503", weight: 3, example: "error: a reference is broken, code: 23503" },
    {
      exception: /\bForeignKeyViolation(?:Error)?$/,
      weight: 3,
      example: "asyncpg.exceptions.ForeignKeyViolationError: a reference is broken",
    },
  ],
  headline: (slots) =>
    `Rows of ${relationOf(slots)} violate ${slots.constraint === undefined ? "a foreign key" : `foreign key "${slots.constraint}"`}`,
  component: () => "application data",
  echoes: ["code.unhandled-exception"],
  alternatives: [],
  questions: (slots, context) => {
    if (slots.constraint === undefined) return [];
    const relation = slots.referencing ?? slots.relation;
    const params = { constraint: slots.constraint, ...(relation === undefined ? {} : { relation }) };
    return askBoth(context, "constraint", slots.constraint, params);
  },
  weigh: (check, slots, environment) =>
    weighConstraint(check, slots, environment, "it refuses rows whose reference is missing"),
  mechanism: (slots) =>
    slots.referencing === undefined
      ? `PostgreSQL looks the referenced key up as the row of ${relationOf(slots)} is written, does not find it, and refuses the row (23503).`
      : `Rows of "${slots.referencing}" still refer to the row of ${relationOf(slots)} that is to be changed or removed, so PostgreSQL refuses it (23503).`,
  systemic: [
    {
      question: "Why is the referenced row missing, or still referred to?",
      candidates: [
        "Base data was not loaded into this environment.",
        "Writes reach the database in another order than the references need.",
        "A clean-up removed rows that others still refer to.",
      ],
    },
    {
      question: "Why did the code not expect it?",
      candidates: ["No test runs against a database with real references and with rows missing."],
    },
  ],
  remedies: [
    {
      kind: "mitigate",
      title: () => "Pause the writer, or take the last change back",
      detail: () => `Pause the job or subscription that sends these rows, or: ${TRAFFIC_BACK}`,
      criterion: "recurrence",
    },
    {
      kind: "fix",
      title: () => "Provide the referenced row, or write in the right order",
      detail: (slots) =>
        `See what the constraint demands: \`select conrelid::regclass as relation, confrelid::regclass as referenced, pg_get_constraintdef(oid) as definition from pg_catalog.pg_constraint where conname = ${sqlText(slots.constraint ?? "CONSTRAINT_NAME")};\` Load the missing base data through a migration, write parents before children in one transaction, or say with ON DELETE what shall happen to children.`,
      criterion: "recurrence",
    },
    {
      kind: "validate",
      title: () => "Repeat the write that failed",
      detail: () => "The request that failed must succeed, or answer 4xx where its reference really does not exist.",
      criterion: "recurrence",
    },
    {
      kind: "prevent",
      title: () => "Treat base data as part of the schema",
      detail: () =>
        "Load required rows by migrations in every environment, list them as requiredRows in plumbline.yaml, and test with references on.",
    },
  ],
};

const relationOf = (slots: Slots) => (slots.relation === undefined ? "a table" : `"${slots.relation}"`);
