import type { Question } from "../shared/check.ts";
import type { MigrationReport } from "../shared/migrations.ts";
import type { Directories } from "./migration-directories.ts";

/** Tools whose table holds where the database is: any revision of the directory may stand in it. */
const POINTER_TOOLS: readonly string[] = ["alembic", "golang-migrate"];

/**
 * Questions about migrations, with what the environment's directory knows: `heads` is what the version table holds once all is
 * applied, `known` what may stand in it. A directory that cannot be read leaves the question as it is, which is then answered
 * by the reference environment alone.
 */
export function withMigrationDirectories(questions: Question[], directories: Directories): Question[] {
  return questions.map((question) => {
    if (question.kind !== "migrations") return question;
    return { ...question, params: { ...paramsOf(directories(question.environment)), ...question.params } };
  });
}

/**
 * The questions that find each environment's applied revisions where a relation or a column is asked for, a directory could
 * tell its history, and nobody asks for them yet.
 */
export function rowQuestions(questions: readonly Question[], directories: Directories): Question[] {
  const answered = new Set(questions.flatMap(({ kind, environment }) => (kind === "migrations" ? environment : [])));
  const wanted = questions.flatMap(({ kind, environment }) =>
    kind === "relation" || kind === "column" ? environment : [],
  );
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

function paramsOf(report: MigrationReport | undefined): Record<string, string> {
  return report === undefined || report.versionRows.length === 0 ? {} : rowsOf(report);
}

function rowsOf({ tool, revisions, versionRows }: MigrationReport): Record<string, string> {
  const names = POINTER_TOOLS.includes(tool) ? revisions.map(({ revision }) => revision) : [];
  return { heads: versionRows.join(","), known: [...new Set([...names, ...versionRows])].join(",") };
}
