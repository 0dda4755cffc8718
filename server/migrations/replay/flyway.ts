import type { MigrationFile } from "../../../shared/migrations.ts";
import { baseName, forPostgres } from "../paths.ts";
import { decodeSource } from "../source-text.ts";
import type { Planned, ReplayOptions } from "./define.ts";
import { type FlywaySettings, flywaySettings, settingsIn } from "./flyway-settings.ts";
import { fillPlaceholders, unfilledPlaceholder } from "./placeholders.ts";
import { planFiles, schemasOf } from "./plan-files.ts";

/** A script of Flyway in its place in the order. */
export type FlywayScript = { id: string; path: string; content: Uint8Array };

/** Flyway runs its scripts one after the other, each in a transaction where it can be, placeholders filled in first. */
export function planFlyway(scripts: FlywayScript[], files: MigrationFile[], options: ReplayOptions): Planned {
  const program = scripts.find(({ path }) => !path.endsWith(".sql"));
  if (program !== undefined) {
    return { refused: `${program.path} is a program, of which nothing is run, so what comes after it cannot be told` };
  }
  const settings = flywaySettings(files);
  const schemas = options.schema === undefined ? settings.schemas : schemasOf(options.schema);
  const around = callbacks(files);
  const planned = planFiles(
    [...around.before, ...scripts, ...around.after].map(({ id, path, content }) => {
      const own = scriptSettings(path, files);
      const text = decodeSource(content).text;
      const isReplacing = (own.get("placeholderReplacement") ?? String(settings.isReplacing)) !== "false";
      const sql = isReplacing ? fillPlaceholders(text, settings, valuesFor(path, schemas, settings, options)) : text;
      const isCallback = id === CALLBACK;
      return { revision: id, path, sql, isCallback, isTransaction: own.get("executeInTransaction") !== "false" };
    }),
    schemas,
  );
  if (!("plan" in planned) || !settings.isReplacing) return planned;
  for (const { file, statements } of planned.plan.steps) {
    if (scriptSettings(file, files).get("placeholderReplacement") === "false") continue;
    const failure = unfilledPlaceholder(file, statements, settings);
    if (failure !== undefined) return { failure };
  }
  return planned;
}

const CALLBACK = "callback";

/** `beforeMigrate.sql`, `afterMigrate__grants.sql`. https://documentation.red-gate.com/flyway/flyway-concepts/callback-concept */
function callbacks(files: MigrationFile[]): { before: FlywayScript[]; after: FlywayScript[] } {
  const named = (pattern: RegExp) =>
    forPostgres(files)
      .filter(({ path }) => pattern.test(baseName(path)))
      .sort((a, b) => (a.path < b.path ? -1 : 1))
      .map(({ path, content }) => ({ id: CALLBACK, path, content }));
  return { before: named(/^beforeMigrate(__.*)?\.sql$/), after: named(/^afterMigrate(Applied)?(__.*)?\.sql$/) };
}

/** `V1__x.sql.conf` beside `V1__x.sql`. https://documentation.red-gate.com/flyway/flyway-concepts/migrations/script-configuration */
function scriptSettings(path: string, files: MigrationFile[]): Map<string, string> {
  const file = files.find((one) => one.path === `${path}.conf`);
  return file === undefined ? new Map() : settingsIn(decodeSource(file.content).text);
}

/** https://documentation.red-gate.com/flyway/flyway-concepts/migrations/migration-placeholders */
function valuesFor(
  path: string,
  [schema = "public"]: string[],
  settings: FlywaySettings,
  options: ReplayOptions,
): Record<string, string> {
  return {
    "flyway:defaultSchema": schema,
    "flyway:filename": baseName(path),
    "flyway:table": "flyway_schema_history",
    "flyway:timestamp": "1970-01-01 00:00:00",
    "flyway:workingDirectory": "/",
    ...settings.placeholders,
    ...options.placeholders,
  };
}
