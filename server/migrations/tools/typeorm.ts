import type { MigrationFile } from "../../../shared/migrations.ts";
import { readJavaScript } from "../javascript/read-javascript.ts";
import { baseName, forPostgres } from "../paths.ts";
import { isProgram } from "../replay/define.ts";
import { decodeSource } from "../source-text.ts";
import type { Tool } from "./define.ts";
import { type LinearFile, linearDirectory, remembersAll } from "./linear.ts";

/** TypeORM: classes whose names end with a time. https://typeorm.io/docs/migrations/why */
export const typeorm: Tool = {
  tool: "typeorm",
  title: "TypeORM",
  why: "Classes that implement MigrationInterface, by the 13 digits at the end of their names. migrations holds each class's name.",
  recognise: (files) => {
    const scripts = files.filter(({ path }) => /\.[cm]?[jt]s$/.test(path));
    const isOwn = ({ content }: MigrationFile) =>
      /\bMigrationInterface\b|\bqueryRunner\b/.test(decodeSource(content).text);
    return scripts.some(isOwn) ? 3 : 0;
  },
  read: (files) =>
    linearDirectory(
      forPostgres(files)
        .flatMap(classesIn)
        .sort((a, b) => timeOf(a.id) - timeOf(b.id)),
    ),
  replay: isProgram("TypeORM's migrations are programs in TypeScript"),
  ...remembersAll(),
};

/** A class may say another name than its own. */
function classesIn({ path, content }: MigrationFile): LinearFile[] {
  if (!/\.[cm]?[jt]s$/.test(path) || path.endsWith(".d.ts") || baseName(path).startsWith("index.")) return [];
  const text = decodeSource(content).text;
  const own = /\bname\s*(?::\s*string\s*)?=\s*["'`]([^"'`]+)["'`]/.exec(text)?.[1];
  const name = own ?? /\bclass\s+([\w$]+)/.exec(text)?.[1];
  if (name === undefined || !/\d{10,}$/.test(name)) return [];
  return [{ id: name, path, steps: readJavaScript(text) }];
}

/** TypeORM reads the last 13 characters as milliseconds. */
function timeOf(name: string): number {
  return Number(/\d{1,13}$/.exec(name)?.[0] ?? 0);
}
