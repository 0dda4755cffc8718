import type { Cause } from "../../shared/cause.ts";
import { weighSeen } from "./live.ts";
import { roleSeen } from "./roles.ts";
import { sqlSlot } from "./sql.ts";
import { ask, DESCRIBE_SERVICE, slotOr } from "./words.ts";

/** The server refuses the password, or says so where the role does not exist. */
export const databasePassword: Cause = {
  id: "auth.database-password",
  title: "Database refuses the password",
  why: "PostgreSQL answers the same text for a wrong password, an expired one and a role that does not exist: only its own log and pg_roles tell them apart. No query ran with this connection.",
  sources: [
    "postgres:src/backend/libpq/auth.c",
    "postgres:src/backend/libpq/crypt.c",
    "pganalyze/collector:logs/analyze.go",
  ],
  signs: [
    {
      text: /password authentication failed for user "(?<role>[^"\n]{1,63})"/,
      weight: 3,
      example: 'FATAL:  password authentication failed for user "app"',
    },
    {
      text: /User "(?<role>[^"\n]{1,63})" has an expired password/,
      weight: 4,
      slots: { problem: "expired" },
      example: 'DETAIL:  User "app" has an expired password.',
    },
    {
      text: /Access denied for user '(?<role>[^'\n]{1,80})'@'[^'\n]{1,253}' \(using password/,
      weight: 4,
      example: "ERROR 1045 (28000): Access denied for user 'app'@'10.0.0.8' (using password: YES)",
    },
    {
      text: /the provided database credentials for `(?<role>[^`\n]{1,63})` are not valid/,
      weight: 4,
      example:
        "Authentication failed against database server at `10.0.0.5`, the provided database credentials for `app` are not valid.",
    },
    {
      exception: /InvalidPassword(?:Error)?$/,
      weight: 3,
      example: "asyncpg.exceptions.InvalidPasswordError: password authentication failed",
    },
    { sqlstate: "28P01", weight: 3, example: "ERROR 28P01: login refused" },
  ],
  headline: (slots) => `The database refuses the password of ${slotOr(slots, "role", "the app's role")}`,
  component: (slots) => `database login of ${slotOr(slots, "role", "the app")}`,
  echoes: ["boot.container-not-listening", "auth.system-user", "code.unhandled-exception"],
  alternatives: ["auth.database-role-missing"],
  questions: (slots, context) =>
    slots.role === undefined ? [] : [ask(context, "role", slots.role, { role: slots.role })],
  weigh: (check, slots, environment) =>
    weighSeen(
      check,
      roleSeen(check, slots.role),
      {
        own: {
          absent: [-3, "no password could be right"],
          "no-login": [-2.5, "the login itself is forbidden, whatever the password"],
          expired: [3, "the server refuses a password that would otherwise be right"],
          able: [2, "what is left is the password that the app sends"],
        },
      },
      environment,
    ),
  mechanism: (slots) =>
    `The password that this revision sends for ${slotOr(slots, "role", "its role")} is ${slots.problem === "expired" ? "expired" : "not the one that the server knows"}, so every new connection is refused.`,
  systemic: [
    {
      question: "Why do the revision and the server know different passwords?",
      candidates: [
        "The password was rotated, and the revision still mounts the version before.",
        "The environment's secret was written by hand with another value.",
      ],
    },
    {
      question: "Why did the rotation not reach both sides together?",
      candidates: ["Rotation is not one step with the deploy, and nothing logs in after it."],
    },
  ],
  remedies: [
    {
      kind: "mitigate",
      title: () => "Mount the secret version that the server knows",
      detail: () =>
        "gcloud secrets versions list SECRET, then: gcloud run services update SERVICE --region REGION --update-secrets DATABASE_PASSWORD=SECRET:VERSION",
      criterion: "endpoint",
    },
    {
      kind: "fix",
      title: (slots) => `Set one password for ${slotOr(slots, "role", "the role")} on both sides`,
      detail: (slots) =>
        `In psql, which asks for the new password and does not log it: \\password ${sqlSlot(slots, "role", "ROLE_NAME")}. Add the same value as a new secret version and deploy a revision that mounts it. See which version is mounted: ${DESCRIBE_SERVICE}`,
      criterion: "recurrence",
    },
    {
      kind: "validate",
      title: (slots) => `Log in as ${slotOr(slots, "role", "the role")} with the mounted secret`,
      detail: () => "Call one route that reads the database and expect 2xx; no refused login may appear again.",
      criterion: "endpoint",
    },
    {
      kind: "prevent",
      title: () => "Rotate with an overlap, and log in after it",
      detail: () =>
        "Keep two roles or two valid secrets during a rotation, deploy, log in with a probe, and only then retire the old one.",
    },
  ],
};
