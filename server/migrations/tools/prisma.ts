import { sha256 } from "../checksums.ts";
import { baseName, folderOf } from "../paths.ts";
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
      files
        .filter(({ path }) => baseName(path) === "migration.sql" && folderOf(path) !== "")
        .map(({ path, content }) => ({
          id: baseName(folderOf(path)),
          path,
          steps: readScript(content),
          checksum: sha256(content),
        }))
        .sort((a, b) => (a.id < b.id ? -1 : 1)),
    ),
  ...remembersAll(),
};
