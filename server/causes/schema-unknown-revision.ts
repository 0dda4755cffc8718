import type { Cause } from "../../shared/cause.ts";
import { migrationQuestions, migrationSeen, weighSeen, wordsIn } from "./live.ts";
import { slotOr, so, supports } from "./words.ts";

/** The version table names a revision that the image's migrations do not have. */
export const unknownRevision: Cause = {
  id: "schema.unknown-revision",
  title: "Database stamped with an unknown revision",
  why: "The version table names a migration that the running image does not contain: the service was rolled back, the migration was deleted, or it came from another branch. The tool stops before it changes anything.",
  sources: [
    "alembic:alembic/script/base.py",
    "https://documentation.red-gate.com/fd/validate-184127464.html",
    "knex:lib/migrations/migrate/Migrator.js",
  ],
  signs: [
    {
      text: /Can't locate revision identified by \\?['"](?<revision>[^'"\n\\]{1,80})/,
      weight: 4,
      example: "alembic.util.exc.CommandError: Can't locate revision identified by '66e0e5d9662d'",
    },
    {
      text: /Detected applied migration not resolved locally: (?<revision>[\w.]{1,80}?)(?=[.\s]*(?:\s|$))/,
      weight: 4,
      example:
        "Validate failed: Migrations have failed validation\nDetected applied migration not resolved locally: 7.",
    },
    {
      text: /no migration found for version (?<revision>\d{1,20})/,
      weight: 4,
      example: "error: no migration found for version 14: read down for version 14 migrations: file does not exist",
    },
    {
      text: /The migration directory is corrupt, the following files are missing: (?<revision>[^\s,]{1,200})/,
      weight: 4,
      example: "The migration directory is corrupt, the following files are missing: 20260301_add_orders.js",
    },
  ],
  headline: (slots) =>
    `The database is at ${slots.revision === undefined ? "a revision" : `revision ${slots.revision}`} that the image does not have`,
  component: () => "database migrations",
  echoes: ["schema.missing-relation", "schema.missing-column", "boot.container-not-listening"],
  alternatives: [],
  questions: (_slots, context) => migrationQuestions(context),
  weigh: (check, slots, environment) => {
    const revision = slots.revision;
    const isStamped = revision !== undefined && wordsIn(check, "rows").includes(revision);
    const seen = migrationSeen(check);
    if (isStamped && seen !== undefined && check.environment === environment && seen !== "unknown-revision") {
      return supports(1.5, so(check, `the version table holds ${revision}, the very revision that the image lacks`));
    }
    return weighSeen(
      check,
      seen,
      {
        own: {
          "unknown-revision": [3.5, "the tool finds no way from it and stops"],
          ahead: [1.5, "the image may be older than the migration that was applied last"],
          "at-head": [-1.5, "the database is at a revision that the migrations have"],
          behind: [-1.5, "the database is at a revision that the migrations have"],
          "multiple-heads": [-1, "the revisions are known, but there are several heads"],
          empty: [-1.5, "there is no revision that the image could lack"],
          "stamped-but-missing": [-2, "the recorded revision is known"],
        },
        other: { "unknown-revision": [0.5, "the revision is missing from the code, not from one environment"] },
      },
      environment,
    );
  },
  mechanism: (slots) =>
    `At start the migration tool reads ${slotOr(slots, "revision", "a revision")} from the version table, finds no file for it in the image, and stops with an error before it changes or serves anything.`,
  systemic: [
    {
      question: "Why does the database know a revision that the image does not?",
      candidates: [
        "The service was rolled back to an image from before the migration.",
        "The migration file was deleted or renamed after it had been applied.",
        "Another branch's image migrated this shared database.",
      ],
    },
    {
      question: "Why can image and database part like that?",
      candidates: ["The roll-back plan treats the image alone, while the database keeps its revision."],
    },
  ],
  remedies: [
    {
      kind: "mitigate",
      title: () => "Serve the image that has the revision",
      detail: () =>
        "Send traffic to the newest revision whose image contains the migration: gcloud run services update-traffic SERVICE --region REGION --to-revisions MATCHING_REVISION=100. Do not stamp the database blindly: it would only hide what was applied.",
      criterion: "endpoint",
    },
    {
      kind: "fix",
      title: (slots) => `Bring migration ${slotOr(slots, "revision", "files and database")} back together`,
      detail: (slots) =>
        `Find ${slotOr(slots, "revision", "the revision")} in the repository's history (git log --all -S '${slotOr(slots, "revision", "REVISION").replaceAll("'", "")}') and restore its file, or downgrade with the image that has it before the older image is deployed.`,
      criterion: "schema",
    },
    {
      kind: "validate",
      title: () => "Compare the version table with the image's migrations",
      detail: () =>
        "`select version_num from alembic_version;` (Flyway: flyway_schema_history, golang-migrate: schema_migrations, Knex: knex_migrations) must name a revision of the image: plumbline check migrations DIRECTORY --database URL must not say unknown-revision.",
      criterion: "schema",
    },
    {
      kind: "prevent",
      title: () => "Make the roll-back plan include the database",
      detail: () =>
        "Never delete an applied migration; give each branch its own database; and let the deployment refuse an image that lacks the database's revision.",
    },
  ],
};
