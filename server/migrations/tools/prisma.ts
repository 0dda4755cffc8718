import type { MigrationFile } from "../../../shared/migrations.ts";
import { sha256 } from "../checksums.ts";
import { baseName, folderOf } from "../paths.ts";
import { planFiles, schemasOf } from "../replay/plan-files.ts";
import { decodeSource } from "../source-text.ts";
import { readScript } from "../sql/read-script.ts";
import type { Tool } from "./define.ts";
import { linearDirectory, remembersAll } from "./linear.ts";

/** `20240102030405_add_orders/migration.sql` */
const MIGRATION = /(?:^|\/)\d{14}[^/]*\/migration\.sql$/;

/** Prisma Migrate: a folder per migration. https://www.prisma.io/docs/orm/prisma-migrate */
export const prisma: Tool = {
  tool: "prisma",
  title: "Prisma Migrate",
  why: "A folder per migration with a migration.sql, by name. Its table keeps when each began, ended or was rolled back, and the SHA-256 of the file, so a file that was changed after it ran is seen.",
  recognise: (files) => {
    if (files.some(({ path }) => baseName(path) === "migration_lock.toml")) return 3;
    return files.some(({ path }) => MIGRATION.test(path)) ? 2 : 0;
  },
  read: (files) =>
    linearDirectory(
      scriptsIn(files).map((file) => ({ ...file, steps: readScript(file.content), checksum: sha256(file.content) })),
    ),
  replay: (files, { schema }) =>
    planFiles(
      scriptsIn(files).map(({ id, path, content }) => ({ revision: id, path, sql: decodeSource(content).text })),
      schemasOf(schema),
    ),
  ...remembersAll(),
};

/** By the names of their folders. */
function scriptsIn(files: MigrationFile[]): (MigrationFile & { id: string })[] {
  return files
    .filter(({ path }) => baseName(path) === "migration.sql" && folderOf(path) !== "")
    .map((file) => ({ ...file, id: baseName(folderOf(file.path)) }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}
