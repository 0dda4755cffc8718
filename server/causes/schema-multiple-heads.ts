import type { Cause } from "../../shared/cause.ts";
import { migrationQuestions, migrationSeen, weighSeen } from "./live.ts";
import { TRAFFIC_BACK } from "./words.ts";

/** Two migrations claim to be the newest, so the tool refuses to upgrade. */
export const multipleHeads: Cause = {
  id: "schema.multiple-heads",
  title: "Several migration heads",
  why: "Two branches each added a migration on the same parent and were merged without a merge revision. The tool does not know which one is the newest and refuses to upgrade.",
  sources: [
    "alembic:alembic/script/base.py",
    "avibe#1555",
    "apache/superset#6728",
    "https://alembic.sqlalchemy.org/en/latest/branches.html",
    "https://docs.djangoproject.com/en/5.2/topics/migrations/#version-control",
  ],
  signs: [
    {
      text: /Multiple head revisions are present for given argument/,
      weight: 4,
      example:
        "FAILED: Multiple head revisions are present for given argument 'head'; please specify a specific target revision, '<branchname>@head' to narrow to a specific head, or 'heads' for all heads",
    },
    {
      text: /Multiple heads are present[;,]/,
      weight: 4,
      example:
        "Multiple heads are present; please specify the head revision on which the new revision should be based, or perform a merge.",
    },
    {
      exception: /(?:^|\.)MultipleHeads$/,
      weight: 4,
      example:
        "alembic.script.revision.MultipleHeads: Multiple heads are present for given argument 'head'; 1a2b, 3c4d",
    },
    {
      text: /Requested revision \S{1,80} overlaps with other requested revisions/,
      weight: 3,
      example: "Requested revision 1f3a9c0d2b11 overlaps with other requested revisions 66e0e5d9662d",
    },
    {
      text: /Conflicting migrations detected; multiple leaf nodes in the migration graph/,
      weight: 4,
      example:
        "CommandError: Conflicting migrations detected; multiple leaf nodes in the migration graph: (0007_a, 0007_b in orders).",
    },
  ],
  headline: () => "The migrations have several heads, and the tool refuses to upgrade",
  component: () => "database migrations",
  echoes: ["schema.missing-relation", "schema.missing-column", "schema.migration-behind"],
  alternatives: [],
  questions: (_slots, context) => migrationQuestions(context),
  weigh: (check, _slots, environment) =>
    weighSeen(
      check,
      migrationSeen(check),
      {
        own: {
          "multiple-heads": [3.5, "an upgrade to one head can't choose between them"],
          "at-head": [-1.5, "the migrations have one head"],
          behind: [-1.5, "the tool could find the next migration"],
          ahead: [-1.5, "the tool knows its head"],
          "unknown-revision": [-1, "an unknown revision stops the tool before heads matter"],
          "stamped-but-missing": [-2, "the migrations have one head"],
        },
        other: { "multiple-heads": [0.5, "the diverged history came with the code, not with the environment"] },
      },
      environment,
    ),
  mechanism: () =>
    "Two revisions have the same parent and nothing joins them, so `head` names two revisions and the migration tool stops before it changes anything.",
  systemic: [
    {
      question: "Why did two heads reach the main branch?",
      candidates: [
        "Two branches added a migration on the same parent, and each was correct by itself.",
        "The history was edited by hand and a revision lost its child.",
      ],
    },
    {
      question: "Why did the build not refuse it?",
      candidates: ["No check in the build counts the heads after a merge."],
    },
  ],
  remedies: [
    {
      kind: "mitigate",
      title: () => "Keep the last good revision serving until the heads are joined",
      detail: () => TRAFFIC_BACK,
      criterion: "endpoint",
    },
    {
      kind: "fix",
      title: () => "Join the heads with a merge revision",
      detail: () =>
        "alembic heads shows them; alembic merge -m 'join heads' HEAD_A HEAD_B writes the merge revision (Django: python manage.py makemigrations --merge). Read both branches for conflicting changes first, then deploy the merge and upgrade.",
      criterion: "schema",
    },
    {
      kind: "validate",
      title: () => "See one head, and the database at it",
      detail: () =>
        "plumbline check migrations DIRECTORY --database URL must list one head and say at-head. The version table must hold one row: `select version_num from alembic_version;`",
      criterion: "schema",
    },
    {
      kind: "prevent",
      title: () => "Count heads in the build",
      detail: () =>
        "Let the build fail when plumbline check migrations DIRECTORY finds more than one head, on the merged result and not only on the branch.",
    },
  ],
};
