import type { MigrationFile } from "../../../shared/migrations.ts";
import { readJavaScript } from "../javascript/read-javascript.ts";
import type { Steps } from "../operations.ts";
import { baseName } from "../paths.ts";
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
  read: (files) =>
    linearDirectory(
      files
        .filter(({ path }) => FILE.test(baseName(path)) && !path.endsWith(".d.ts"))
        .map((file) => ({ id: baseName(file.path).replace(/\.[^.]+$/, ""), path: file.path, steps: stepsOf(file) }))
        .sort((a, b) => compareVersions(a.id, b.id)),
    ),
  ...remembersAll(),
};

function stepsOf({ path, content }: MigrationFile): Steps {
  if (!path.endsWith(".sql")) return readJavaScript(decodeSource(content).text);
  return readScript(content, (text) => text.split(/^\s*--[\s-]*down\s+migration/im)[0] ?? "");
}
