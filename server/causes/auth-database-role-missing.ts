import type { Cause } from "../../shared/cause.ts";
import { weighSeen } from "./live.ts";
import { roleSeen } from "./roles.ts";
import { sqlSlot } from "./sql.ts";
import { ask, askBoth, slotOr, sqlText } from "./words.ts";

/** The role that the app logs in as does not exist, or may not log in. */
export const databaseRoleMissing: Cause = {
  id: "auth.database-role-missing",
  title: "Database role is missing",
  why: "The server has no such role, or the role may not log in. To clients PostgreSQL mostly says 'password authentication failed' all the same; pg_roles decides.",
  sources: ["postgres:src/backend/libpq/crypt.c", "postgres:src/backend/utils/init/miscinit.c"],
  signs: [
    {
      text: /FATAL: {1,2}role "(?<role>[^"]{1,63})" does not exist/,
      weight: 4,
      example: 'FATAL:  role "reporting" does not exist',
    },
    {
      text: /Role "(?<role>[^"]{1,63})" does not exist/,
      weight: 4,
      example: 'password authentication failed for user "app"\nDETAIL:  Role "app" does not exist.',
    },
    {
      text: /role "(?<role>[^"]{1,63})" is not permitted to log in/,
      weight: 4,
      slots: { problem: "no login" },
      example: 'FATAL:  role "app" is not permitted to log in',
    },
    {
      text: /role "(?<role>[^"]{1,63})" does not exist(?!, skipping)/,
      weight: 3,
      example: 'asyncpg.exceptions.InvalidAuthorizationSpecificationError: role "app" does not exist',
    },
  ],
  headline: (slots) =>
    slots.problem === "no login"
      ? `Role ${slotOr(slots, "role", "of the app")} may not log in`
      : `Database role ${slotOr(slots, "role", "of the app")} does not exist`,
  component: (slots) => `database role ${slotOr(slots, "role", "of the app")}`,
  echoes: ["boot.container-not-listening", "auth.system-user", "code.unhandled-exception"],
  alternatives: ["auth.database-password"],
  questions: (slots, context) =>
    slots.role === undefined
      ? [ask(context, "connections", "database connections")]
      : askBoth(context, "role", slots.role, { role: slots.role }),
  weigh: (check, slots, environment) =>
    weighSeen(
      check,
      roleSeen(check, slots.role),
      {
        own: {
          absent: [4, "no password can make this login succeed"],
          "no-login": [3, "the server refuses every login as this role"],
          expired: [-2, "the role exists, and what ended is its password"],
          full: [-3, "the role exists, and its connection limit is what it met"],
          able: [-4, "the role is not what is missing"],
        },
        other: { able: [0.5, "the environments differ in this role"], absent: [0, "it is missing there as well"] },
      },
      environment,
    ),
  mechanism: (slots) =>
    `The server has no role ${slotOr(slots, "role", "of that name")} that may log in, so every new connection is refused.`,
  systemic: [
    {
      question: "Why does this environment's server lack the role?",
      candidates: [
        "The server was set up by hand, restored or cloned without the roles of the others.",
        "The role was renamed or dropped while a revision still uses it.",
      ],
    },
    {
      question: "Why was it not seen before traffic came?",
      candidates: ["Roles are not part of what is migrated or compared between environments."],
    },
  ],
  remedies: [
    {
      kind: "mitigate",
      title: () => "Let the revision log in as a role that exists",
      detail: () =>
        "gcloud run services update SERVICE --region REGION --update-env-vars DATABASE_USER=EXISTING_ROLE, with the secret that belongs to it.",
      criterion: "endpoint",
    },
    {
      kind: "fix",
      title: (slots) => `Create role ${slotOr(slots, "role", "of the app")}, or let it log in`,
      detail: (slots) => {
        const role = sqlSlot(slots, "role", "ROLE_NAME");
        return slots.problem === "no login"
          ? `alter role ${role} login;`
          : `create role ${role} login; then grant what the reference environment's role has (psql: \\du and \\dp), and set its password with \\password ${role}.`;
      },
      criterion: "recurrence",
    },
    {
      kind: "validate",
      title: (slots) => `See that ${slotOr(slots, "role", "the role")} exists and logs in`,
      detail: (slots) =>
        `select rolname, rolcanlogin, rolvaliduntil from pg_catalog.pg_roles where rolname = ${sqlText(slotOr(slots, "role", "ROLE_NAME"))};`,
      criterion: "endpoint",
    },
    {
      kind: "prevent",
      title: () => "Create roles from code in every environment",
      detail: () =>
        "Keep roles and grants beside the migrations, and compare them between environments before a deploy.",
    },
  ],
};
