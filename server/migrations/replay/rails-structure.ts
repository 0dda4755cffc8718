import type { MigrationFile } from "../../../shared/migrations.ts";
import { baseName } from "../paths.ts";
import { decodeSource } from "../source-text.ts";
import type { Planned, ReplayOptions } from "./define.ts";
import { planFiles, schemasOf } from "./plan-files.ts";

/**
 * `db/structure.sql` is the schema after the migrations, as pg_dump writes it; the migrations themselves are programs. Its
 * one step counts as the last version that it records.
 */
export function planStructure(files: MigrationFile[], { schema }: ReplayOptions): Planned {
  const file = files.find(({ path }) => baseName(path) === "structure.sql");
  if (file === undefined) {
    return {
      refused:
        "Rails's migrations are programs in Ruby, of which nothing is run, and the directory holds no structure.sql: set config.active_record.schema_format = :sql, or compare two databases (plumbline check schema)",
    };
  }
  const sql = decodeSource(file.content).text;
  const [revision = "structure.sql"] = recordedVersions(sql);
  return planFiles([{ revision, path: file.path, sql }], schemasOf(schema));
}

/** The versions of `INSERT INTO "schema_migrations" (version) VALUES …`, the newest first. */
function recordedVersions(sql: string): string[] {
  const start = sql.search(/INSERT INTO "?(\w+"?\.)?"?schema_migrations"?/i);
  if (start < 0) return [];
  return [...sql.slice(start).matchAll(/\('(\d{1,20})'\)/g)]
    .map(([, version = ""]) => version)
    .sort()
    .reverse();
}
