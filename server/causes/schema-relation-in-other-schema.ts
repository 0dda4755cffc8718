import type { Cause } from "../../shared/cause.ts";
import { capital, relationSeen, relationTarget, relationWords, weighSeen } from "./live.ts";
import { sqlRelationText, sqlSlot } from "./sql.ts";
import { askBoth } from "./words.ts";

/** 42P01 although the relation exists: it is in a schema that the connection's search_path leaves out. */
export const relationInOtherSchema: Cause = {
  id: "schema.relation-in-other-schema",
  title: "Relation is in a schema outside search_path",
  why: "The relation exists, but in a schema that the connection does not search. PostgreSQL prints the same text as for a missing relation, and a migration would not help.",
  sources: [
    "https://www.postgresql.org/docs/current/ddl-schemas.html#DDL-SCHEMAS-PATH",
    "https://www.postgresql.org/docs/current/errcodes-appendix.html",
  ],
  // It has no text of its own: it is an alternative of `schema.missing-relation`, and the relation check decides.
  signs: [],
  headline: (slots) => `${capital(relationWords(slots))} is in a schema that the connection does not search`,
  component: () => "database search_path",
  echoes: ["auth.system-user", "code.unhandled-exception"],
  alternatives: [],
  questions: (slots, context) => {
    const relation = relationTarget(slots);
    return relation === undefined ? [] : askBoth(context, "relation", relation, { relation });
  },
  weigh: (check, slots, environment) =>
    weighSeen(
      check,
      relationSeen(check, slots),
      {
        own: {
          elsewhere: [4, "the name without a schema finds nothing although the relation is there"],
          hidden: [-1.5, "a missing privilege explains the text better than the search_path"],
          visible: [-3.5, "it is not the schema that statements lack"],
          "near-name": [-3, "no schema holds that name"],
          absent: [-4, "no schema holds that name"],
        },
        other: {
          visible: [0.5, "the search_path or the schema differs between the environments"],
          elsewhere: [-0.5, "it is outside the search_path there as well"],
        },
      },
      environment,
    ),
  mechanism: (slots) =>
    `A name without a schema is looked up only in the schemas of search_path that the role may use; ${relationWords(slots)} is in another one, so the lookup ends as if it did not exist (42P01).`,
  systemic: [
    {
      question: "Why does this connection search other schemas than the relation's?",
      candidates: [
        "The search_path is set for the role or the database, and differs between the environments.",
        "The migrations ran as another role, or with another search_path, and created the relation in another schema.",
      ],
    },
    {
      question: "Why did nobody see it before traffic came?",
      candidates: ["No start-up check reads this relation as the service's own role."],
    },
  ],
  remedies: [
    {
      kind: "mitigate",
      title: () => "Give the service's connections the right search_path",
      detail: (slots) =>
        `Add the schema to the connection's options (options=-csearch_path=SCHEMA_NAME,public in the URL), or to the role: \`alter role ${sqlSlot(slots, "role", "APP_ROLE")} set search_path = SCHEMA_NAME, public;\` New connections follow it, so restart the revision's instances.`,
      criterion: "recurrence",
    },
    {
      kind: "fix",
      title: (slots) => `Say in one place which schema ${relationWords(slots)} is in`,
      detail: () =>
        "Name the schema in the model (SQLAlchemy: MetaData(schema=…) or __table_args__), or set search_path in the connection settings that all environments share. Move the relation only if the migrations put it there by mistake.",
      criterion: "recurrence",
    },
    {
      kind: "validate",
      title: () => "Look the relation up as the service's role",
      detail: (slots) =>
        `\`select n.nspname, pg_table_is_visible(c.oid) as visible, current_setting('search_path') as search_path from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace where c.relname = ${sqlRelationText(slots)};\` must show visible = true.`,
      criterion: "schema",
    },
    {
      kind: "prevent",
      title: () => "Set search_path with the migrations, not by hand",
      detail: () =>
        "Keep search_path in the connection settings or in a migration, and read one table of each schema in the start-up probe.",
    },
  ],
};
