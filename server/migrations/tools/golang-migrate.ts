import type { MigrationFile } from "../../../shared/migrations.ts";
import { baseName, forPostgres } from "../paths.ts";
import { planFiles, schemasOf } from "../replay/plan-files.ts";
import { decodeSource } from "../source-text.ts";
import { readScript } from "../sql/read-script.ts";
import type { Directory, Tool } from "./define.ts";
import { compareVersions, type LinearFile, linearDirectory, standing } from "./linear.ts";

/** `000001_create_orders.up.sql` */
const UP = /^(?<version>\d+)_(?<title>.*)\.up\.[^.]+$/;

/** golang-migrate: one number says where a database is. https://github.com/golang-migrate/migrate */
export const golangMigrate: Tool = {
  tool: "golang-migrate",
  title: "golang-migrate",
  why: "SQL files 1_name.up.sql by number. schema_migrations holds the last number alone, and dirty where that migration failed half-way; a file with a lower number that came later never runs.",
  recognise: (files) => (files.some(({ path }) => UP.test(baseName(path))) ? 3 : 0),
  read: (files) => linearDirectory(upFiles(files).map((file) => ({ ...file, steps: readScript(file.content) }))),
  replay: (files, { schema }) =>
    planFiles(
      upFiles(files).map(({ id, path, content }) => ({ revision: id, path, sql: decodeSource(content).text })),
      schemasOf(schema),
    ),
  versionRows: ({ heads }) => heads,
  applied: (directory, rows) => upTo(directory, rows),
  pending: (directory, rows) => {
    const done = new Set(upTo(directory, rows));
    return idsOf(directory).filter((id) => !done.has(id));
  },
  // What is below the dirty number ran.
  pendingAfter: (directory, failed) => idsOf(directory).filter((id) => compareVersions(id, failed) >= 0),
  standing: (directory, rows, live) => {
    const ids = idsOf(directory);
    const done = new Set(upTo(directory, rows.length === 0 ? (live?.failed ?? []) : rows));
    const strangers = rows.filter((row) => !ids.includes(row));
    return standing({ pending: ids.filter((id) => !done.has(id)), strangers, last: ids.at(-1), rows, live });
  },
};

/** The files that go up, in order. */
function upFiles(files: MigrationFile[]): (LinearFile & MigrationFile)[] {
  const found = forPostgres(files).flatMap(({ path, content }) => {
    const version = UP.exec(baseName(path))?.groups?.version;
    return version === undefined ? [] : [{ id: String(BigInt(version)), path, content }];
  });
  return found.sort((a, b) => compareVersions(a.id, b.id));
}

/** The number stands for itself and everything below. */
function upTo(directory: Directory, rows: string[]): string[] {
  return idsOf(directory).filter((id) => rows.some((row) => compareVersions(id, row) <= 0));
}

function idsOf({ revisions }: Directory): string[] {
  return revisions.map(({ revision }) => revision);
}
