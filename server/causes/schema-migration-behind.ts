import type { Cause } from "../../shared/cause.ts";
import type { Slots } from "../../shared/group.ts";
import { columnSeen, migrationQuestions, migrationSeen, relationSeen, weighSeen } from "./live.ts";
import { TRAFFIC_BACK } from "./words.ts";

/** The database has not had all migrations of the image that serves. */
export const migrationBehind: Cause = {
  id: "schema.migration-behind",
  title: "Migrations not applied",
  why: "The database is at an earlier revision than the image that serves expects. Either the migration job did not run, or it failed and the deployment went on.",
  sources: [
    "alembic:alembic/autogenerate/api.py",
    "alembic:alembic/command.py",
    "learntocloud#436",
    "https://docs.djangoproject.com/en/5.2/ref/django-admin/#migrate",
    "https://guides.rubyonrails.org/active_record_migrations.html",
    "https://documentation.red-gate.com/fd/validate-184127464.html",
  ],
  signs: [
    {
      text: /Target database is not up to date\b/,
      weight: 4,
      example: "ERROR [alembic.util.messaging] Target database is not up to date.",
    },
    {
      text: /Database is not on all head revisions/,
      weight: 4,
      example: "alembic.util.exc.CommandError: Database is not on all head revisions",
    },
    {
      text: /New upgrade operations detected:/,
      weight: 3,
      example: "FAILED: New upgrade operations detected: [('add_table', Table('orders', MetaData()))]",
    },
    {
      text: /You have \d{1,5} unapplied migration\(s\)/,
      weight: 3,
      example:
        "You have 3 unapplied migration(s). Your project may not work properly until you apply the migrations for app(s): auth.",
    },
    {
      text: /Migrations are pending\. To resolve this issue, run:/,
      weight: 4,
      example: "ActiveRecord::PendingMigrationError: Migrations are pending. To resolve this issue, run:",
    },
    {
      text: /\bActiveRecord::PendingMigrationError\b/,
      weight: 4,
      example: "ActiveRecord::PendingMigrationError: run bin/rails db:migrate",
    },
    {
      text: /Detected resolved migration not applied to database: (?<revision>[\w.]{1,80}?)(?=[.\s]*(?:\s|$))/,
      weight: 4,
      example:
        "ERROR: Validate failed: Migrations have failed validation\nDetected resolved migration not applied to database: 3",
    },
    {
      text: /Following migrations? have not yet been applied:/,
      weight: 4,
      example: "Following migrations have not yet been applied:\n20260102_add_orders",
    },
    {
      text: /Dirty database version (?<revision>-?\d{1,20})\. Fix and force version/,
      weight: 4,
      example: "error: Dirty database version 12. Fix and force version.",
    },
  ],
  headline: (slots) =>
    slots.revision === undefined
      ? "The database is behind the migrations of the serving image"
      : `The database has not completed migration ${slots.revision}`,
  component: () => "database migrations",
  echoes: ["schema.missing-relation", "schema.missing-column", "schema.missing-function", "code.unhandled-exception"],
  alternatives: ["schema.multiple-heads", "schema.unknown-revision"],
  questions: (_slots, context) => migrationQuestions(context),
  weigh: (check, slots, environment) =>
    weighSeen(
      check,
      migrationSeen(check),
      {
        own: {
          behind: [2.5, "what the pending migrations create is not there"],
          empty: [1, "every migration is still to be applied"],
          unstamped: [-0.5, "nothing says which migrations were applied"],
          "at-head": [isNamed(slots) ? -1.5 : -3, "no migration is pending now"],
          differs: [1.5, "migrations that the other environment has are not recorded here"],
          ahead: [-2.5, "the database is newer than the image, not older"],
          "unknown-revision": [-2, "the database follows a history that the image does not have"],
          "multiple-heads": [-2, "the histories diverged, which another cause describes better"],
          "stamped-but-missing": [-2.5, "no migration is pending, although objects are missing"],
        },
        other: {
          "at-head": [0.5, "the other environment did get these migrations"],
          behind: [-0.5, "the other environment is behind as well"],
        },
      },
      environment,
    ) ??
    weighSeen(
      check,
      relationSeen(check, slots),
      {
        own: {
          absent: [1, "a migration that has not run may create it"],
          "near-name": [-1, "a different spelling explains the text, and no migration would change it"],
          elsewhere: [-2.5, "the relation was created, in another schema"],
          hidden: [-2.5, "the relation was created, and a privilege hides it"],
          visible: [-2.5, "no pending migration is needed for it"],
        },
      },
      environment,
    ) ??
    weighSeen(
      check,
      columnSeen(check, slots),
      {
        own: {
          absent: [1, "a migration that has not run may add it"],
          "near-name": [-1, "a different spelling explains the text, and no migration would change it"],
          present: [-2.5, "no pending migration is needed for it"],
        },
      },
      environment,
    ),
  mechanism: () =>
    "The image was built for a later revision than the one that the database's version table holds, so statements name objects that the pending migrations have yet to create.",
  systemic: [
    {
      question: "Why did the image serve before its migrations were applied?",
      candidates: [
        "Migrations are not a step of the deployment.",
        "The migration job failed and the deployment went on without it.",
        "The migration job ran against another database.",
      ],
    },
    {
      question: "Why did nothing stop the release?",
      candidates: ["No check compares the image's head with the database's revision before traffic is shifted."],
    },
  ],
  remedies: [
    {
      kind: "mitigate",
      title: () => "Send traffic back to the last revision that fits the database",
      detail: () => TRAFFIC_BACK,
      criterion: "endpoint",
    },
    {
      kind: "fix",
      title: () => "Run the migration job of the serving image against this database",
      detail: () =>
        "Look at what is pending first (alembic history -r current:heads, flyway info, prisma migrate status, knex migrate:list), then apply it (alembic upgrade head, flyway migrate, prisma migrate deploy, knex migrate:latest). For a dirty version of golang-migrate, repair what the failed file left before forcing the version. Set lock_timeout so that the DDL does not block traffic.",
      criterion: "schema",
    },
    {
      kind: "validate",
      title: () => "See the database at the image's head",
      detail: () =>
        "plumbline check migrations DIRECTORY --database URL must say at-head, and the objects named in the errors must exist.",
      criterion: "schema",
    },
    {
      kind: "prevent",
      title: () => "Let a failed or missing migration stop the deployment",
      detail: () =>
        "Run migrations as a job that the deployment waits for and fails with, and compare the image's head with the version table in the start-up probe.",
    },
  ],
};

/** Whether a migration tool itself said so, rather than an object being missing: what was fixed since can't refute it. */
const isNamed = (slots: Slots) =>
  slots.relation === undefined && slots.column === undefined && slots.function === undefined;
