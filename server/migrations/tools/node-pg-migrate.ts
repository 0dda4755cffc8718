import type { MigrationFile } from "../../../shared/migrations.ts";
import { readJavaScript } from "../javascript/read-javascript.ts";
import type { Steps } from "../operations.ts";
import { baseName } from "../paths.ts";
import type { Planned, ReplayOptions } from "../replay/define.ts";
import { onlyPart, planFiles, schemasOf } from "../replay/plan-files.ts";
import { decodeSource } from "../source-text.ts";
import { readScript } from "../sql/read-script.ts";
import type { Tool } from "./define.ts";
import { compareVersions, linearDirectory, remembersAll } from "./linear.ts";

const FILE = /^\d+[-_].*\.(?:[cm]?[jt]s|sql)$/;

/** node-pg-migrate: files by the time in their names. https://salsita.github.io/node-pg-migrate */
export const nodePgMigrate: Tool = {
  tool: "node-pg-migrate",
  title: "node-pg-migrate",
  why: "Files 1700000000000_name.js, .ts or .sql by the time in their names. pgmigrations holds each name without its ending.",
  recognise: (files) => {
    const own = files.filter(({ path }) => FILE.test(baseName(path)) && !/\.(up|down)\.sql$/.test(path));
    return own.some(({ content }) => /\bpgm\b|^-- *Up Migration/im.test(decodeSource(content).text)) ? 3 : 0;
  },
  read: (files) => linearDirectory(migrationsIn(files).map((file) => ({ ...file, steps: stepsOf(file) }))),
  replay,
  ...remembersAll(),
};

function migrationsIn(files: MigrationFile[]): (MigrationFile & { id: string })[] {
  return files
    .filter(({ path }) => FILE.test(baseName(path)) && !path.endsWith(".d.ts"))
    .map((file) => ({ ...file, id: baseName(file.path).replace(/\.[^.]+$/, "") }))
    .sort((a, b) => compareVersions(a.id, b.id));
}

function replay(files: MigrationFile[], { schema }: ReplayOptions): Planned {
  const own = migrationsIn(files);
  const program = own.find(({ path }) => !path.endsWith(".sql"));
  if (program !== undefined) return { refused: `${program.path} is a program, of which nothing is run` };
  return planFiles(
    own.map(({ id, path, content }) => {
      const text = decodeSource(content).text;
      return { revision: id, path, sql: onlyPart(text, 0, downStart(text)) };
    }),
    schemasOf(schema),
  );
}

function downStart(text: string): number {
  const found = text.search(DOWN);
  return found < 0 ? text.length : found;
}

/** https://salsita.github.io/node-pg-migrate/migrations/sql-migrations */
const DOWN = /^\s*--[\s-]*down\s+migration/im;

function stepsOf({ path, content }: MigrationFile): Steps {
  if (!path.endsWith(".sql")) return readJavaScript(decodeSource(content).text);
  return readScript(content, (text) => text.slice(0, downStart(text)));
}
