import { resolve } from "node:path";
import type { Question } from "../shared/check.ts";
import type { EnvironmentConfig } from "../shared/config.ts";
import type { MigrationReport } from "../shared/migrations.ts";
import { readMigrationDirectory } from "./inspect/migrations/read-directory.ts";
import { readMigrations } from "./migrations/read-migrations.ts";

/** Tools whose table holds where the database is: any revision of the directory may stand in it. */
const POINTER_TOOLS: readonly string[] = ["alembic", "golang-migrate"];

/**
 * Questions about migrations, with what the environment's directory knows: `heads` is what the version table holds once all is
 * applied, `known` what may stand in it. A directory that cannot be read leaves the question as it is, which is then answered
 * by the reference environment alone.
 */
export function withMigrationDirectories(
  questions: Question[],
  environments: readonly EnvironmentConfig[],
): Question[] {
  const read = new Map<string, Record<string, string>>();
  return questions.map((question) => {
    if (question.kind !== "migrations") return question;
    const known = read.get(question.environment) ?? paramsOf(environments, question.environment);
    read.set(question.environment, known);
    return { ...question, params: { ...known, ...question.params } };
  });
}

function paramsOf(environments: readonly EnvironmentConfig[], name: string): Record<string, string> {
  const settings = environments.find((environment) => environment.name === name)?.migrations;
  if (settings?.directory === undefined) return {};
  const { tool, directory } = settings;
  try {
    const report = readMigrations(readMigrationDirectory(directory), { tool, directory: resolve(directory) });
    return report === undefined || report.versionRows.length === 0 ? {} : rowsOf(report);
  } catch {
    return {};
  }
}

function rowsOf({ tool, revisions, versionRows }: MigrationReport): Record<string, string> {
  const names = POINTER_TOOLS.includes(tool) ? revisions.map(({ revision }) => revision) : [];
  return { heads: versionRows.join(","), known: [...new Set([...names, ...versionRows])].join(",") };
}
