import type { Cause } from "../../shared/cause.ts";
import type { Check } from "../../shared/check.ts";
import type { Slots } from "../../shared/group.ts";
import { isOwn, weighConstraint, weighing } from "./live.ts";
import { ask, askBoth, slotOr, sqlText, TRAFFIC_BACK } from "./words.ts";

/** 23505: a row with this key is already there. */
export const uniqueViolation: Cause = {
  id: "data.unique-violation",
  title: "Duplicate key",
  why: "The app inserts a row whose key is already there: a retry that repeats an insert, two requests at once, rows left by an earlier run of a migration, or a sequence that lags behind the table after an import.",
  sources: [
    "https://www.postgresql.org/docs/current/errcodes-appendix.html",
    "pganalyze/collector:logs/analyze.go",
    "learntocloud#436",
    "https://www.prisma.io/docs/orm/reference/error-reference#p2002",
  ],
  signs: [
    {
      text: /duplicate key value violates unique constraint \\?"(?<constraint>[^"\n\\]{1,200})/,
      sqlstate: "23505",
      weight: 4,
      example:
        'asyncpg.exceptions.UniqueViolationError: duplicate key value violates unique constraint "users_email_key"\nDETAIL:  Key (email)=(a@example.com) already exists.',
    },
    {
      text: /Unique constraint failed on the fields: \(`(?<column>[^)\n]{1,200})`\)/,
      weight: 4,
      example: "Unique constraint failed on the fields: (`email`)",
    },
    {
      text: /Unique constraint failed on the constraint: `(?<constraint>[^`\n]{1,200})/,
      weight: 4,
      example: "Unique constraint failed on the constraint: `users_email_key`",
    },
    { sqlstate: "23505", weight: 3, example: "error: the key is taken, code: 23505" },
    {
      exception: /\bUniqueViolation(?:Error)?$/,
      weight: 3,
      example: "psycopg2.errors.UniqueViolation: the key is taken",
    },
  ],
  headline: (slots) => `Duplicate keys violate ${constraintOf(slots)}`,
  component: () => "application data",
  echoes: ["code.unhandled-exception"],
  alternatives: [],
  questions: (slots, context) =>
    slots.constraint === undefined
      ? []
      : [
          ...askBoth(context, "constraint", slots.constraint, { constraint: slots.constraint }),
          ...(isPrimaryKey(slots) ? [ask(context, "sequence", tableOf(slots), { relation: tableOf(slots) })] : []),
        ],
  weigh: (check, slots, environment) =>
    weighConstraint(check, slots, environment, "it refuses a second row with the same key") ??
    weighSequence(check, slots, environment),
  mechanism: (slots) =>
    `The index behind ${constraintOf(slots)} already holds the key, so PostgreSQL refuses the row (23505) and the transaction is aborted.`,
  systemic: [
    {
      question: "Why does the same key come twice?",
      candidates: [
        "A retry or a redelivered message repeats an insert that had succeeded.",
        "Rows were imported or restored without setting the sequence, which now gives out keys that exist.",
        "Two requests check and insert at once, without an upsert.",
      ],
    },
    {
      question: "Why does a duplicate become an error for the caller?",
      candidates: ["The code has no answer to a duplicate: neither an upsert nor a conflict that it reports."],
    },
  ],
  remedies: [
    {
      kind: "mitigate",
      title: () => "Stop what repeats the insert",
      detail: () => `Pause the retrying job or subscription, or take the last change back: ${TRAFFIC_BACK}`,
      criterion: "recurrence",
    },
    {
      kind: "fix",
      title: () => "Let the insert expect the row",
      detail: (slots) =>
        `Write the insert as \`on conflict on constraint ${slots.constraint ?? "CONSTRAINT_NAME"} do nothing\` (or do update) where repeating is legitimate, and answer 409 where it is not. For keys from a sequence behind its table: \`select setval(pg_get_serial_sequence(${sqlText(sequenceTable(slots))}, 'id'), coalesce(max(id), 0) + 1, false) from ${sequenceTable(slots)};\``,
      criterion: "recurrence",
    },
    {
      kind: "validate",
      title: () => "Look at the constraint and repeat the request",
      detail: (slots) =>
        `\`select conrelid::regclass as relation, pg_get_constraintdef(oid) as definition from pg_catalog.pg_constraint where conname = ${sqlText(slots.constraint ?? "CONSTRAINT_NAME")};\` The request that failed, sent twice, must not answer 5xx.`,
      criterion: "recurrence",
    },
    {
      kind: "prevent",
      title: () => "Make writes repeatable",
      detail: () =>
        "Give each write an idempotency key, set sequences as part of every import, and test that handlers survive a second delivery.",
    },
  ],
};

function weighSequence(check: Check, slots: Slots, environment: string | undefined) {
  if (check.kind !== "sequence" || check.outcome === "unknown" || check.target !== tableOf(slots)) return undefined;
  if (!isOwn(check, environment)) return undefined;
  return check.outcome === "confirmed"
    ? weighing(check, [2.5, "it gives out keys that the table already has"])
    : weighing(check, [0, "the duplicate keys do not come from the sequence"]);
}

const constraintOf = (slots: Slots) =>
  slots.constraint === undefined ? "a unique constraint" : `constraint "${slotOr(slots, "constraint", "")}"`;
const isPrimaryKey = (slots: Slots) => slots.constraint?.endsWith("_pkey") === true;

/** PostgreSQL names a primary key `table_pkey`. */
const tableOf = (slots: Slots) => (slots.constraint ?? "").replace(/_pkey$/, "");
const sequenceTable = (slots: Slots) =>
  isPrimaryKey(slots) ? `"${tableOf(slots).replaceAll('"', '""')}"` : "TABLE_NAME";
