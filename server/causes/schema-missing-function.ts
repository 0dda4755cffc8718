import type { Cause } from "../../shared/cause.ts";
import type { Check } from "../../shared/check.ts";
import type { Slots } from "../../shared/group.ts";
import { capital, driftQuestions, isOwn, migrationQuestions, migrationSeen, weighing, weighSeen } from "./live.ts";
import { askBoth, sqlText, TRAFFIC_BACK } from "./words.ts";

/** 42883 and 42704: a function, operator or type that the database does not have, often an extension's. */
export const missingFunction: Cause = {
  id: "schema.missing-function",
  title: "Function, operator or type missing",
  why: "The statement uses a function, operator or type that the database does not have for these argument types: an extension that was never created here, a schema outside search_path, or a column whose type changed.",
  sources: [
    "https://www.postgresql.org/docs/current/typeconv-func.html",
    "https://www.postgresql.org/docs/current/sql-createextension.html",
    "pganalyze/collector:logs/analyze.go",
  ],
  signs: [
    {
      text: /\b(?:function|procedure|aggregate) (?<function>"[^"\n]{1,200}"|[^\s()"]{1,200})\((?<arguments>[^()\n]{1,300})?\) does not exist(?!, skipping| in operator family)/,
      sqlstate: "42883",
      weight: 4,
      example: "asyncpg.exceptions.UndefinedFunctionError: function uuid_generate_v4() does not exist",
    },
    {
      text: /\boperator does not exist: (?<operator>[^\n]{1,200}?)(?= at character|\s*$|\\n|\n|["'])/,
      sqlstate: "42883",
      weight: 4,
      example: "psycopg2.errors.UndefinedFunction: operator does not exist: uuid = character varying",
    },
    {
      text: /(?<!\btoken )\btype \\?"(?<type>[^"\n\\]{1,200})\\?" does not exist(?!, skipping)/,
      sqlstate: "42704",
      weight: 4,
      example: 'ERROR:  type "vector" does not exist at character 41',
    },
    {
      text: /\bextension \\?"(?<extension>[^"\n\\]{1,63})\\?" (?:is not available|does not exist(?!, skipping))/,
      weight: 4,
      example: 'ERROR:  extension "vector" is not available',
    },
  ],
  headline: (slots) => `${capital(objectOf(slots))} does not exist`,
  component: () => "database schema",
  echoes: ["auth.system-user", "code.unhandled-exception"],
  alternatives: ["schema.migration-behind"],
  questions: (slots, context) => [
    ...objectQuestions(slots).flatMap(([kind, value]) =>
      askBoth(context, kind, value, {
        [kind]: value,
        ...(kind === "function" && slots.arguments !== undefined ? { arguments: slots.arguments } : {}),
      }),
    ),
    ...driftQuestions(context),
    ...migrationQuestions(context),
  ],
  weigh: (check, slots, environment) =>
    weighObject(check, slots, environment) ??
    weighSeen(
      check,
      migrationSeen(check),
      { own: { behind: [1, "a pending migration may be the one that creates it"] } },
      environment,
    ),
  mechanism: (slots) =>
    `PostgreSQL looks for ${objectOf(slots)} by name and argument types in the schemas of search_path and finds no match, so the statement fails when it is parsed.`,
  systemic: [
    {
      question: "Why does this database lack what another one has?",
      candidates: [
        "The extension was created by hand in another environment and is in no migration.",
        "A column's type was changed and the statement's parameter still has the old one.",
      ],
    },
    {
      question: "Why did the difference between the environments stay unseen?",
      candidates: ["No comparison of extensions and functions between the environments runs before a release."],
    },
  ],
  remedies: [
    {
      kind: "mitigate",
      title: () => "Send traffic back to the last revision that does not use it",
      detail: () => TRAFFIC_BACK,
      criterion: "endpoint",
    },
    {
      kind: "fix",
      title: (slots) => `Provide ${objectOf(slots)} in a migration, or cast to a type that has it`,
      detail: (slots) =>
        slots.operator === undefined
          ? "Find what provides it in an environment that works: `select p.proname, n.nspname, e.extname from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace left join pg_catalog.pg_depend d on d.objid = p.oid and d.deptype = 'e' left join pg_catalog.pg_extension e on e.oid = d.refobjid where n.nspname <> 'pg_catalog';` Then add `create extension if not exists …` or `create function …` to a migration, in a schema that search_path holds."
          : "Cast one side explicitly (column = $1::uuid, or CAST(:value AS uuid)), or make the model's type that of the column.",
      criterion: "schema",
    },
    {
      kind: "validate",
      title: (slots) => `See ${objectOf(slots)} from the service's own role`,
      detail: (slots) =>
        slots.function === undefined
          ? "`select e.extname, e.extversion, n.nspname from pg_catalog.pg_extension e join pg_catalog.pg_namespace n on n.oid = e.extnamespace;` must list the extension, and the statement must run."
          : `\`select p.oid::regprocedure, pg_function_is_visible(p.oid) as visible from pg_catalog.pg_proc p where p.proname = ${sqlText(lastPart(slots.function))};\` must show the function with these argument types and visible = true.`,
      criterion: "schema",
    },
    {
      kind: "prevent",
      title: () => "Keep extensions in the migrations and compare them between environments",
      detail: () =>
        "Create every extension in a migration (as a role that may) and run plumbline check schema between the environments before a release.",
    },
  ],
};

function objectQuestions(slots: Slots): ["function" | "type" | "extension", string][] {
  const kinds = ["function", "type", "extension"] as const;
  return kinds.flatMap((kind) => (slots[kind] === undefined ? [] : [[kind, slots[kind]]]));
}

function weighObject(check: Check, slots: Slots, environment: string | undefined) {
  const asked = objectQuestions(slots).some(([kind, value]) => check.kind === kind && check.target === value);
  if (!asked || check.outcome === "unknown") return undefined;
  if (!isOwn(check, environment)) {
    return check.outcome === "refuted"
      ? weighing(check, [1, "the two environments differ in exactly this"])
      : undefined;
  }
  return check.outcome === "confirmed"
    ? weighing(check, [3, "a statement that uses it fails every time"])
    : weighing(check, [-1, "it is there, and only other argument types could be missing"]);
}

function objectOf(slots: Slots): string {
  if (slots.function !== undefined) return `function ${slots.function}(${slots.arguments ?? ""})`;
  if (slots.operator !== undefined) return `operator ${slots.operator}`;
  if (slots.type !== undefined) return `type "${slots.type}"`;
  return slots.extension === undefined ? "the function or operator" : `extension "${slots.extension}"`;
}

const lastPart = (name: string) => name.slice(name.lastIndexOf(".") + 1).replaceAll('"', "");
