import type { Question } from "../../shared/check.ts";
import { type Facts, factsOf } from "../../shared/facts.ts";
import { confirmed, defineCheck, refuted, type Verdict } from "./define.ts";
import { asked, hint, list } from "./words.ts";

export const relation = defineCheck({
  id: "relation",
  title: "Relation can be used",
  why: "Looks for a table, view or sequence in every schema of the database, as the error spells it. Confirmed means that queries of the role that looks fail on it, and the reason says which way: absent, only in a schema outside the search_path, or hidden by a privilege. Privileges are those of the service's role where logs or configuration (services[].databaseRole) name it, else of the role that looks; a superuser's say nothing of the service.",
  suspicion: (question) => `queries in ${question.environment} fail on relation ${nameOf(question)}`,
  read: factsOf.relation,
  isAbsence: true,
  judgeFacts: (facts, question) => {
    if (facts.schemas.length === 0) return absent(facts, question);
    if (!facts.schemaUsage) return hiddenSchema(facts, question);
    if (!facts.inSearchPath) return elsewhere(facts, question);
    return facts.canSelect === false ? unreadable(facts, question) : usable(facts, question);
  },
});

type RelationFacts = Facts<"relation">;

function nameOf(question: Question): string {
  return asked(question, "relation", "table", "name");
}

function absent(facts: RelationFacts, question: Question): Verdict {
  return confirmed(
    `Relation ${nameOf(question)} is absent from ${question.environment}: no schema of database ${facts.currentDatabase} holds it.${hint(facts.nearNames)}`,
    "pg_class, which lists the relations of all schemas whatever the privileges, has none of this name",
  );
}

function hiddenSchema(facts: RelationFacts, question: Question): Verdict {
  const name = nameOf(question);
  return confirmed(
    `Relation ${name} is not missing from ${question.environment}: schema ${list(facts.schemas)} holds it, but role ${facts.role} has no USAGE on that schema, so that its queries do not find it.`,
    `the relation exists; role ${facts.role} lacks USAGE on schema ${list(facts.schemas)}`,
  );
}

function elsewhere(facts: RelationFacts, question: Question): Verdict {
  const path = facts.searchPath.length === 0 ? "is empty" : `is ${facts.searchPath.join(", ")}`;
  return confirmed(
    `Relation ${nameOf(question)} exists in ${question.environment}, but only in schema ${list(facts.schemas)}: the search_path of role ${facts.role} ${path}.`,
    "the relation exists outside the search_path",
  );
}

function unreadable(facts: RelationFacts, question: Question): Verdict {
  return confirmed(
    `Relation ${nameOf(question)} exists in schema ${list(facts.schemas)} of ${question.environment}, but role ${facts.role} may not read it.`,
    `the relation exists and is found; role ${facts.role} lacks SELECT on it`,
  );
}

function usable(facts: RelationFacts, question: Question): Verdict {
  // A superuser may read everything: that says nothing of the service's role.
  const seenBy = `${facts.isSuperuser === true ? "seen by superuser" : "readable by role"} ${facts.role}`;
  return refuted(
    `Relation ${nameOf(question)} exists in ${question.environment}: ${facts.kind ?? "relation"} in schema ${list(facts.schemas)}, ${seenBy}.`,
    "the relation is found through the search_path and may be read",
  );
}
