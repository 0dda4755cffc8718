import type { Cause } from "../../shared/cause.ts";
import type { Check } from "../../shared/check.ts";
import type { Slots } from "../../shared/group.ts";
import { flagIn, isOwn, relationSeen, relationTarget, weighing, weighSeen } from "./live.ts";
import { sqlIdentifier, sqlRelation, sqlSlot } from "./sql.ts";
import { ask, askBoth, slotOr } from "./words.ts";

/** 42501, or 42P01 where the schema may not be used: the role lacks a grant. */
export const permissionDenied: Cause = {
  id: "schema.permission-denied",
  title: "Database privilege missing",
  why: "The object exists, but the role that the service connects as has no privilege on it or is not its owner. Without USAGE on a schema PostgreSQL may say that the relation does not exist.",
  sources: [
    "https://www.postgresql.org/docs/current/ddl-priv.html",
    "https://www.postgresql.org/docs/current/sql-alterdefaultprivileges.html",
    "pganalyze/collector:logs/analyze.go",
  ],
  signs: [
    {
      text: /permission denied for (?:table|relation|view|materialized view|foreign table|sequence) \\?"?(?<relation>[^\s"'(),;\\]{1,200})/,
      sqlstate: "42501",
      slots: { denied: "privilege" },
      weight: 4,
      example: "psycopg2.errors.InsufficientPrivilege: permission denied for table invoices",
    },
    {
      text: /permission denied for schema \\?"?(?<schema>[^\s"'(),;\\]{1,200})/,
      sqlstate: "42501",
      slots: { denied: "privilege" },
      weight: 4,
      example: "asyncpg.exceptions.InsufficientPrivilegeError: permission denied for schema billing",
    },
    {
      text: /permission denied for (?:function|procedure) \\?"?(?<function>[^\s"'(),;\\]{1,200})/,
      sqlstate: "42501",
      slots: { denied: "privilege" },
      weight: 4,
      example: "ERROR:  permission denied for function refresh_totals",
    },
    {
      text: /permission denied for database \\?"?(?<database>[^\s"'(),;\\]{1,200})/,
      sqlstate: "42501",
      slots: { denied: "privilege" },
      weight: 4,
      example: 'FATAL:  permission denied for database "orders"\nDETAIL:  User does not have CONNECT privilege.',
    },
    {
      text: /must be owner of (?:table|relation|view|materialized view|sequence|index) \\?"?(?<relation>[^\s"'(),;\\]{1,200})/,
      sqlstate: "42501",
      slots: { denied: "ownership" },
      weight: 4,
      example: "sqlalchemy.exc.ProgrammingError: (psycopg2.errors.InsufficientPrivilege) must be owner of table orders",
    },
    {
      text: /permission denied to create extension \\?"(?<extension>[^"\n\\]{1,63})/,
      sqlstate: "42501",
      weight: 4,
      example: 'ERROR:  permission denied to create extension "vector"',
    },
    {
      text: /new row violates row-level security policy (?:"[^"\n]{1,63}" )?for table \\?"(?<relation>[^"\n\\]{1,200})/,
      sqlstate: "42501",
      slots: { denied: "policy" },
      weight: 4,
      example: 'ERROR:  new row violates row-level security policy for table "documents"',
    },
    {
      exception: /\bInsufficientPrivilege(?:Error)?$/,
      weight: 2,
      example: "asyncpg.exceptions.InsufficientPrivilegeError: must have admin option on role",
    },
  ],
  headline: (slots) => `The service's role has no privilege on ${objectOf(slots)}`,
  component: () => "database privileges",
  echoes: ["auth.system-user", "code.unhandled-exception"],
  alternatives: [],
  questions: (slots, context) => {
    const relation = relationTarget(slots);
    if (relation !== undefined && slots.denied !== undefined && slots.denied !== "privilege") {
      return askBoth(context, "relation", relation, { relation });
    }
    if (relation !== undefined) {
      return [
        ...askBoth(context, "relation", relation, { relation }),
        ...askBoth(context, "privilege", `SELECT on ${relation}`, { relation, privilege: "SELECT" }),
      ];
    }
    const schema = slots.schema;
    if (schema === undefined) return [];
    return [
      ask(context, "schema", schema, { schema }),
      ...askBoth(context, "privilege", `USAGE on ${schema}`, { schema, privilege: "USAGE" }),
    ];
  },
  weigh: (check, slots, environment) =>
    weighPrivilege(check, slots, environment) ??
    weighSeen(
      check,
      relationSeen(check, slots),
      {
        own: {
          hidden: [4, "a grant is what is missing, not the relation"],
          elsewhere: [-2, "the search_path explains the text, not a privilege"],
          // The text of 42501 is clear whatever one may read; that of 42P01 needs something hidden. A superuser sees nothing hidden.
          visible: isSuperusers(check)
            ? [0, "a superuser's look does not show what the service's role lacks"]
            : [slots.denied === undefined ? -3 : 0, "the role that looked may read it"],
          "near-name": [-3, "there is no such relation to have a privilege on"],
          absent: [-4, "there is nothing to have a privilege on"],
        },
        other: isSuperusers(check) ? {} : { visible: [0.5, "the grants differ between the environments"] },
      },
      environment,
    ),
  mechanism: (slots) =>
    `PostgreSQL checks the privileges of the connected role before it runs the statement; ${objectOf(slots)} was created or granted by another role and this one has no grant, so the statement is refused.`,
  systemic: [
    {
      question: "Why does the service's role lack the privilege?",
      candidates: [
        "The migrations run as another role than the service, and no default privileges cover what that role creates.",
        "The grant was made by hand in another environment.",
      ],
    },
    {
      question: "Why did the missing grant reach traffic?",
      candidates: ["No check after a migration reads the new objects as the service's own role."],
    },
  ],
  remedies: [
    {
      kind: "mitigate",
      title: (slots) => `Grant what the statement needs on ${objectOf(slots)}`,
      detail: (slots) =>
        `As the owner, and with the role of the service for APP_ROLE: \`${grantFor(slots)};\` Grant only what the failing statement does.`,
      criterion: "recurrence",
    },
    {
      kind: "fix",
      title: () => "Put the grant into a migration, with default privileges for what comes later",
      detail: (slots) =>
        `\`alter default privileges in schema ${sqlSlot(slots, "schema", "public")} grant select, insert, update, delete on tables to ${sqlSlot(slots, "role", "APP_ROLE")};\` holds for objects that the role running it creates from then on; existing ones need their own grant. Row-level security and ownership need a policy or an owner instead.`,
      criterion: "recurrence",
    },
    {
      kind: "validate",
      title: () => "Ask PostgreSQL as the service's role",
      detail: (slots) =>
        slots.relation === undefined
          ? "`select n.nspname, has_schema_privilege(n.oid, 'USAGE') as usage from pg_catalog.pg_namespace n where n.nspname !~ '^pg_';` must show usage = true for the schema."
          : `\`select has_table_privilege('${sqlRelation(slots).replaceAll("'", "''")}', 'SELECT') as can_select;\` must answer true.`,
      criterion: "schema",
    },
    {
      kind: "prevent",
      title: () => "Read each new object as the service's role after a migration",
      detail: () =>
        "Add a step to the migration job that connects as the service's role and selects nothing (limit 0) from every table that the release uses.",
    },
  ],
};

/** Whether a superuser looked, who sees what the service's role may not. */
function isSuperusers(check: Check): boolean {
  return flagIn(check, "isSuperuser") === true;
}

function weighPrivilege(check: Check, slots: Slots, environment: string | undefined) {
  const object = relationTarget(slots) ?? slots.schema;
  if (check.kind !== "privilege" || check.outcome === "unknown" || object === undefined) return undefined;
  if (!check.target.endsWith(` on ${object}`)) return undefined;
  const has = check.outcome === "refuted";
  if (!isOwn(check, environment)) return has ? weighing(check, [0.5, "the grants differ"]) : undefined;
  return has
    ? weighing(check, [-0.5, "this privilege is not the one that is missing"])
    : weighing(check, [3.5, "PostgreSQL refuses the statement"]);
}

function objectOf(slots: Slots): string {
  for (const kind of ["relation", "schema", "function", "database", "extension"]) {
    if (slots[kind] !== undefined) return `${kind} "${slotOr(slots, kind, "")}"`;
  }
  return "the object that the statement names";
}

function grantFor(slots: Slots): string {
  const role = sqlSlot(slots, "role", "APP_ROLE");
  if (slots.relation !== undefined) return `grant select, insert, update, delete on ${sqlRelation(slots)} to ${role}`;
  if (slots.schema !== undefined) return `grant usage on schema ${sqlIdentifier(slots.schema)} to ${role}`;
  if (slots.function !== undefined) return `grant execute on function ${sqlIdentifier(slots.function)} to ${role}`;
  if (slots.database !== undefined) return `grant connect on database ${sqlIdentifier(slots.database)} to ${role}`;
  if (slots.extension !== undefined) return `create extension if not exists ${sqlIdentifier(slots.extension)}`;
  return `grant select on table TABLE_NAME to ${role}`;
}
