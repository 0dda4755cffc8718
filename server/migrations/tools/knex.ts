import { readJavaScript } from "../javascript/read-javascript.ts";
import { baseName, forPostgres } from "../paths.ts";
import { isProgram } from "../replay/define.ts";
import { decodeSource } from "../source-text.ts";
import type { Tool } from "./define.ts";
import { linearDirectory, remembersAll } from "./linear.ts";

const SCRIPT = /\.(?:[cm]?[jt]s)$/;

/** Knex: JavaScript or TypeScript files by name. https://knexjs.org/guide/migrations.html */
export const knex: Tool = {
  tool: "knex",
  title: "Knex",
  why: "Files with exports.up, by name. knex_migrations holds each file's name; a build may have changed .ts into .js, so names count without their ending.",
  recognise: (files) => {
    const scripts = files.filter(({ path }) => SCRIPT.test(path));
    return scripts.some(({ content }) => /\b[Kk]nex\b/.test(decodeSource(content).text)) ? 2 : 0;
  },
  read: (files) =>
    linearDirectory(
      forPostgres(files)
        .filter(({ path }) => SCRIPT.test(path) && !path.endsWith(".d.ts"))
        .filter(({ content }) => /\bup\b/.test(decodeSource(content).text))
        .map(({ path, content }) => ({ id: baseName(path), path, steps: readJavaScript(decodeSource(content).text) }))
        .sort((a, b) => (a.id < b.id ? -1 : 1)),
    ),
  replay: isProgram("Knex's migrations are programs in JavaScript"),
  ...remembersAll((row, id) => row.replace(SCRIPT, "") === id.replace(SCRIPT, "")),
};
