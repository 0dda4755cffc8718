import type { Cause, QuestionContext } from "../../shared/cause.ts";
import type { Check, Question } from "../../shared/check.ts";
import type { Slots } from "../../shared/group.ts";
import {
  capital,
  columnTarget,
  columnWords,
  driftQuestions,
  isOwn,
  migrationQuestions,
  migrationSeen,
  relationTarget,
  weighing,
  weighSeen,
  wordsIn,
} from "./live.ts";
import { sqlRelationText } from "./sql.ts";
import { askBoth, sqlText, TRAFFIC_BACK } from "./words.ts";

/** 23502: a column that must have a value got none. */
export const nullViolation: Cause = {
  id: "data.null-violation",
  title: "Required value missing",
  why: "A column that must have a value got none: the app does not send it, or the database lacks the default that another environment has. During a roll-out the old code may not know a new column yet.",
  sources: [
    "https://www.postgresql.org/docs/current/errcodes-appendix.html",
    "pganalyze/collector:logs/analyze.go",
    "https://www.prisma.io/docs/orm/reference/error-reference#p2011",
  ],
  signs: [
    {
      text: /null value in column \\?"(?<column>[^"\n\\]{1,200})\\?" of relation \\?"(?<relation>[^"\n\\]{1,200})\\?" violates not-null constraint/,
      sqlstate: "23502",
      weight: 4,
      example:
        'asyncpg.exceptions.NotNullViolationError: null value in column "name" of relation "parent" violates not-null constraint\nDETAIL:  Failing row contains (9, null, null).',
    },
    {
      text: /null value in column \\?"(?<column>[^"\n\\]{1,200})\\?" violates not-null constraint/,
      sqlstate: "23502",
      weight: 4,
      example: 'ERROR:  null value in column "mycolumn" violates not-null constraint',
    },
    {
      text: /Null constraint violation on the fields: \(`(?<column>[^`\n]{1,200})/,
      weight: 4,
      example: "Null constraint violation on the fields: (`name`)",
    },
    {
      text: /column \\?"(?<column>[^"\n\\]{1,200})\\?" of relation \\?"(?<relation>[^"\n\\]{1,200})\\?" contains null values/,
      sqlstate: "23502",
      weight: 4,
      example: 'ERROR:  column "locale" of relation "users" contains null values',
    },
    { sqlstate: "23502", weight: 3, example: "error: a value is required, code: 23502" },
    {
      exception: /\bNotNullViolation(?:Error)?$/,
      weight: 3,
      example: "psycopg2.errors.NotNullViolation: a value is required",
    },
  ],
  headline: (slots) => `${capital(columnWords(slots))} gets no value, although it must have one`,
  component: () => "application data",
  echoes: ["code.unhandled-exception"],
  alternatives: ["schema.migration-behind"],
  questions: (slots, context) => [
    ...requiredQuestions(slots, context),
    ...driftQuestions(context),
    ...(slots.relation === undefined ? [] : migrationQuestions(context)),
  ],
  weigh: (check, slots, environment) =>
    weighRequired(check, slots, environment) ??
    weighDrift(check, slots, environment) ??
    weighSeen(
      check,
      migrationSeen(check),
      {
        own: {
          ahead: [1, "a newer migration may have made the column required while older code still writes"],
          behind: [0.5, "a pending migration may bring the default that the code relies on"],
        },
      },
      environment,
    ),
  mechanism: (slots) =>
    `The insert or update leaves ${columnWords(slots)} without a value, the column has no default in this database, and PostgreSQL refuses the row (23502).`,
  systemic: [
    {
      question: "Why does the row come without the value?",
      candidates: [
        "The column became required before all code that writes it sends a value.",
        "The default exists in another environment and not in this one.",
        "The caller may leave the value out, and the app does not check it.",
      ],
    },
    {
      question: "Why did the requirement and the code part?",
      candidates: ["No rule adds a required column in steps: nullable first, filled, then required."],
    },
  ],
  remedies: [
    {
      kind: "mitigate",
      title: () => "Serve the revision that fits the column",
      detail: () => TRAFFIC_BACK,
      criterion: "endpoint",
    },
    {
      kind: "fix",
      title: (slots) => `Send a value for ${columnWords(slots)}, or give the column a default in a migration`,
      detail: (slots) =>
        `The column as it is: \`select a.attrelid::regclass as relation, a.attname, a.attnotnull, pg_get_expr(d.adbin, d.adrelid) as default from pg_catalog.pg_attribute a join pg_catalog.pg_class c on c.oid = a.attrelid left join pg_catalog.pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum where a.attname = ${sqlText(slots.column ?? "COLUMN_NAME")}${slots.relation === undefined ? "" : ` and c.relname = ${sqlRelationText(slots)}`} and a.attnum > 0;\` Compare it with the reference environment.`,
      criterion: "recurrence",
    },
    {
      kind: "validate",
      title: () => "Repeat the write that failed",
      detail: () => "The request that failed must succeed, or answer 4xx where the caller left a required value out.",
      criterion: "recurrence",
    },
    {
      kind: "prevent",
      title: () => "Make columns required in steps",
      detail: () =>
        "Add the column as nullable with a default, fill it, deploy the code that writes it, and only then set NOT NULL; check input at the edge of the app.",
    },
  ],
};

function requiredQuestions(slots: Slots, context: QuestionContext): Question[] {
  const relation = relationTarget(slots);
  if (slots.column === undefined || relation === undefined) return [];
  return askBoth(context, "column", requiredTarget(slots), { relation, column: slots.column, suspect: "not-null" });
}

const requiredTarget = (slots: Slots) => `required value of ${columnTarget(slots)}`;

function weighRequired(check: Check, slots: Slots, environment: string | undefined) {
  if (check.kind !== "column" || check.outcome === "unknown" || check.target !== requiredTarget(slots))
    return undefined;
  const isRequired = check.outcome === "confirmed";
  if (isOwn(check, environment)) {
    return isRequired
      ? weighing(check, [2.5, "rows without it are refused"])
      : weighing(check, [-1, "rows without it are accepted now"]);
  }
  return isRequired
    ? weighing(check, [0, "the column is no stricter here than there"])
    : weighing(check, [1.5, "only this environment refuses such rows"]);
}

/** A difference between the environments that names the relation, with the column where the list goes that far. */
function weighDrift(check: Check, slots: Slots, environment: string | undefined) {
  if (check.kind !== "drift" || check.outcome === "unknown" || !isOwn(check, environment)) return undefined;
  const names = [slots.relation, slots.column].filter((each) => each !== undefined);
  const differences = ["missing", "extra", "different"].flatMap((kind) => wordsIn(check, kind));
  const touches = differences.some(
    (difference) => names.length > 0 && names.every((each) => difference.includes(each)),
  );
  const sides = check.detail.scope === undefined ? "the environments differ" : "it differs from its migrations";
  if (touches) return weighing(check, [2, `${sides} in this very column`]);
  return check.outcome === "refuted"
    ? weighing(check, [0, "no difference of the schemas explains the missing value"])
    : undefined;
}
