import type { Observation, Question } from "../shared/check.ts";
import { type Facts, factsOf } from "../shared/facts.ts";
import type { MigrationReport } from "../shared/migrations.ts";
import type { Directories } from "./migration-directories.ts";
import { standingAt } from "./migrations/read-migrations.ts";

/**
 * Questions about migrations, with the tables that the environment's directory creates, so that the database says which of them
 * are there. A directory that cannot be read leaves the question as it is, which is then answered by the reference alone.
 */
export function withMigrationTables(questions: readonly Question[], directories: Directories): Question[] {
  return questions.map((question) => {
    const report = question.kind === "migrations" ? directories(question.environment) : undefined;
    if (report === undefined) return question;
    return { ...question, params: { ...question.params, tables: JSON.stringify(tableNames(report)) } };
  });
}

/**
 * The questions that find each environment's applied revisions where a relation, a column or the schema that the migrations make
 * is asked for, a directory could tell, and nobody asks for them yet.
 */
export function rowQuestions(questions: readonly Question[], directories: Directories): Question[] {
  const answered = new Set(questions.flatMap(({ kind, environment }) => (kind === "migrations" ? environment : [])));
  const wanted = questions.flatMap((question) => (needsRows(question) ? question.environment : []));
  return [...new Set(wanted)]
    .filter((environment) => !answered.has(environment) && directories(environment) !== undefined)
    .map((environment) => ({
      id: `migrations:${environment}:table history`,
      kind: "migrations",
      environment,
      target: "table history",
      params: {},
    }));
}

function needsRows({ kind, params }: Question): boolean {
  return kind === "relation" || kind === "column" || (kind === "drift" && params.against === "migrations");
}

/** What was seen of a version table, with where the directory says that its rows stand. */
export function withStanding(observation: Observation, report: MigrationReport | undefined): Observation {
  if (!observation.result.ok) return observation;
  const facts = factsOf.migrations(observation.result.facts);
  if (facts === undefined) return observation;
  // Which of the named tables are there has served its purpose, and can be thousands of names.
  const { relations, ...rest } = observation.result.facts;
  const directory = report === undefined ? undefined : standingOf(report, facts);
  return { ...observation, result: { ok: true, facts: directory === undefined ? rest : { ...rest, directory } } };
}

/** Rows of another tool say nothing about this directory; without rows its state is not the directory's to tell. */
function standingOf(report: MigrationReport, facts: Facts<"migrations">): Facts<"migrations">["directory"] {
  if (report.versionRows.length === 0 || (facts.tool !== null && facts.tool !== report.tool)) return undefined;
  const { state, reason, pending, missing } = standingAt(report, facts.rows, facts.relations ?? []);
  const isSeen = facts.relations !== undefined && facts.rows.length > 0;
  const objects = isSeen
    ? missing.map(({ schema, table, revision }) => `${fullName(schema, table)} (created in ${revision})`)
    : [];
  return { state, reason, heads: report.versionRows, pending, missing: objects };
}

function fullName(schema: string | null, table: string): string {
  return `table ${schema === null ? table : `${schema}.${table}`}`;
}

/** Names that a table has after some revision. */
function tableNames({ tables }: MigrationReport): string[] {
  return [...new Set(tables.flatMap(({ op, table, to }) => (op === "drop" ? [] : [to ?? table])))];
}
