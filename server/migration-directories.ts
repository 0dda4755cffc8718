import { resolve } from "node:path";
import type { EnvironmentConfig } from "../shared/config.ts";
import type { MigrationReport } from "../shared/migrations.ts";
import { readMigrationDirectory } from "./inspect/migrations/read-directory.ts";
import { readMigrations } from "./migrations/read-migrations.ts";

/** What an environment's migrations directory says; undefined where none is configured, readable and with revisions in it. */
export type Directories = (environment: string) => MigrationReport | undefined;

/** The directories of these environments, each read when it is first asked for and once. */
export function migrationDirectories(environments: readonly EnvironmentConfig[]): Directories {
  const read = new Map<string, MigrationReport | undefined>();
  return (name) => {
    if (!read.has(name)) read.set(name, reportOf(environments.find((environment) => environment.name === name)));
    return read.get(name);
  };
}

function reportOf(environment: EnvironmentConfig | undefined): MigrationReport | undefined {
  if (environment?.migrations?.directory === undefined) return undefined;
  const { tool, directory } = environment.migrations;
  try {
    const report = readMigrations(readMigrationDirectory(directory), { tool, directory: resolve(directory) });
    return report?.revisions.length === 0 ? undefined : report;
  } catch {
    return undefined;
  }
}
