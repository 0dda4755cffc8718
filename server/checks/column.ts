import type { Question } from "../../shared/check.ts";
import { type Facts, factsOf } from "../../shared/facts.ts";
import { confirmed, defineCheck, refuted, unseen, type Verdict } from "./define.ts";
import { asked, hint, list } from "./words.ts";

export const column = defineCheck({
  id: "column",
  title: "Column exists and fits",
  why: "Looks for a column of a relation in pg_attribute. By default the suspected fault is that it is missing; asked for suspect=not-null it is that the column demands a value without having a default, for suspect=type that its type is another one. Messages often name an alias or no table at all: then every table is searched, and a column found elsewhere leaves the answer open.",
  suspicion: (question) => suspicionOf(question),
  read: factsOf.column,
  isAbsence: true,
  judgeFacts: (facts, question) => {
    if (!facts.columnExists) return missing(facts, question);
    if (question.params.suspect === "not-null") return demanding(facts, question);
    if (question.params.suspect === "type" && question.params.type !== undefined) return typed(facts, question);
    return refuted(
      `Column ${nameOf(question)} exists in ${question.environment}: ${describe(facts)} in ${list(facts.tables)}.`,
      "pg_attribute lists the column",
    );
  },
});

type ColumnFacts = Facts<"column">;

function nameOf(question: Question): string {
  const { column: name, relation, table } = question.params;
  const of = relation ?? table;
  return name === undefined ? question.target : of === undefined || name.includes(".") ? name : `${of}.${name}`;
}

function suspicionOf(question: Question): string {
  const name = `column ${nameOf(question)}`;
  if (question.params.suspect === "not-null") return `${name} demands a value in ${question.environment}`;
  if (question.params.suspect === "type") return `${name} has another type in ${question.environment}`;
  return `${name} is missing from ${question.environment}`;
}

function missing(facts: ColumnFacts, question: Question): Verdict {
  const name = nameOf(question);
  if (facts.tables.length > 0) {
    const what =
      facts.relationExists === false
        ? `no relation has the name given, which may be an alias`
        : "the message names no table";
    return unseen(suspicionOf(question), `${what}; a column of this name is in ${list(facts.tables)}`);
  }
  const where = facts.relationExists === true ? "its relation exists without it" : "no table has a column of this name";
  return confirmed(`Column ${name} is absent from ${question.environment}: ${where}.${hint(facts.nearNames)}`, where);
}

function demanding(facts: ColumnFacts, question: Question): Verdict {
  const name = `Column ${nameOf(question)} of ${question.environment}`;
  if (facts.isNotNull === true && facts.default === null && facts.isGenerated !== true) {
    return confirmed(`${name} is NOT NULL and has no default: an insert without it fails.`, "not null, no default");
  }
  const why = facts.isNotNull === true ? "fills itself by a default" : "accepts null";
  return refuted(`${name} ${why}.`, why);
}

function typed(facts: ColumnFacts, question: Question): Verdict {
  const name = `Column ${nameOf(question)} of ${question.environment}`;
  const type = facts.type ?? "of no known type";
  if (type === question.params.type) return refuted(`${name} has type ${type}, as expected.`, `type ${type}`);
  return confirmed(`${name} has type ${type}, not ${asked(question, "type")}.`, `type ${type}`);
}

function describe(facts: ColumnFacts): string {
  const value = facts.default === null ? "" : `, default ${facts.default}`;
  return `${facts.type ?? "unknown type"}${facts.isNotNull === true ? " not null" : ""}${value}`;
}
