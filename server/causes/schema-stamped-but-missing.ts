import type { Cause } from "../../shared/cause.ts";
import { migrationQuestions, migrationSeen, relationSeen, relationTarget, relationWords, weighSeen } from "./live.ts";
import { sqlRelationText } from "./sql.ts";
import { askBoth, TRAFFIC_BACK } from "./words.ts";

/** The version table is at its head, yet an object that a migration creates is not there. */
export const stampedButMissing: Cause = {
  id: "schema.stamped-but-missing",
  title: "Migration recorded as applied, object missing",
  why: "The version table says that everything was applied, and still the object is missing: the database was stamped by hand, a migration's error was swallowed, the object was dropped outside the migrations, or a migration was put behind one that had already run. Running the migrations again changes nothing.",
  sources: ["GetKlai/klai#242", "learntocloud#436", "open-wearables#1602"],
  // It has no text of its own: it is an alternative of `schema.missing-relation`, and the checks decide.
  signs: [],
  headline: (slots) => `Migrations count as applied, but ${relationWords(slots)} is missing`,
  component: () => "database migrations",
  echoes: ["schema.missing-relation", "schema.missing-column", "auth.system-user", "code.unhandled-exception"],
  alternatives: [],
  questions: (slots, context) => {
    const relation = relationTarget(slots);
    return [
      ...(relation === undefined ? [] : askBoth(context, "relation", relation, { relation })),
      ...migrationQuestions(context),
    ];
  },
  weigh: (check, slots, environment) =>
    weighSeen(
      check,
      migrationSeen(check),
      {
        own: {
          "stamped-but-missing": [4, "the record of what was applied and the objects disagree"],
          "at-head": [4, "every migration is recorded as applied and none would create it"],
          behind: [-3, "a pending migration explains the missing object"],
          empty: [-3.5, "there is no record that could be wrong"],
          differs: [-1, "the record is not the one of the other environment"],
          unstamped: [-3.5, "there is no record that could be wrong"],
          "unknown-revision": [-1, "the record belongs to another history"],
          "multiple-heads": [-1, "one of the heads may not have been applied"],
          ahead: [0.5, "a newer migration may have dropped it"],
        },
        other: { "at-head": [0, "the record there is complete as well"] },
      },
      environment,
    ) ??
    weighSeen(
      check,
      relationSeen(check, slots),
      {
        own: {
          absent: [1.3, "a record of its migration would be wrong"],
          "near-name": [-1.5, "a different spelling explains the text"],
          elsewhere: [-3, "it was created, in another schema"],
          hidden: [-3, "it was created, and a privilege hides it"],
          visible: [-4, "nothing is missing"],
        },
        other: {
          visible: [1.5, "the same migrations did create it there"],
          absent: [-4, "no environment has it, and perhaps no migration creates it"],
        },
      },
      environment,
    ),
  mechanism: (slots) =>
    `The version table is at its head, so the migration tool has nothing to do, although ${relationWords(slots)} is not in the catalog: the record and the objects have parted.`,
  systemic: [
    {
      question: "Why does the version table claim what the catalog does not hold?",
      candidates: [
        "The database was stamped to a revision without running its migration.",
        "The migration environment swallows errors such as `already exists` and ends with success.",
        "The object was dropped outside the migrations, or the database was restored from an older copy.",
        "A migration was inserted behind one that this database had already applied.",
      ],
    },
    {
      question: "Why was the success of the migration believed?",
      candidates: ["The deployment trusts the exit code and looks at no object afterwards."],
    },
  ],
  remedies: [
    {
      kind: "mitigate",
      title: () => "Send traffic back to a revision that does not need the object",
      detail: () => TRAFFIC_BACK,
      criterion: "endpoint",
    },
    {
      kind: "fix",
      title: (slots) => `Apply the statements that create ${relationWords(slots)}, once`,
      detail: () =>
        "Print the revision's SQL (alembic upgrade PARENT:REVISION --sql), take the statements whose objects are missing, and run them in one transaction; or write a new migration that creates what is absent. Do not stamp again, and compare the whole schema with the reference: one missing object is seldom alone (plumbline check schema --from REFERENCE_URL --to URL).",
      criterion: "schema",
    },
    {
      kind: "validate",
      title: () => "See the object in the catalog, not only the revision in the version table",
      detail: (slots) =>
        `\`select n.nspname, c.relname, c.relkind from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace where c.relname = ${sqlRelationText(slots)};\` must show it, and plumbline check schema must find no further difference.`,
      criterion: "schema",
    },
    {
      kind: "prevent",
      title: () => "Check objects after every migration",
      detail: () =>
        "Remove handlers that turn `already exists` into success, never stamp a serving database, and let the deployment look for each table of the release in pg_class after the migration job.",
    },
  ],
};
