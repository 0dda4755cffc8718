import type { MigrationFile } from "../../../shared/migrations.ts";
import { namedIn } from "../../../shared/named-in.ts";
import { baseName, folderOf } from "../paths.ts";
import { decodeSource } from "../source-text.ts";

/**
 * The folders with revisions that the directory's own `alembic.ini` or `pyproject.toml` names, relative to the directory, "" being
 * the directory itself; none where neither is there or all lie outside. Other sections than `[alembic]` belong to other
 * environments, and hooks that format new files say nothing.
 * https://alembic.sqlalchemy.org/en/latest/tutorial.html#editing-the-ini-file
 */
export function versionLocations(files: MigrationFile[]): string[] {
  const settings = files
    .filter(({ path }) => /^(alembic\.ini|pyproject\.toml)$/.test(baseName(path)))
    .sort((a, b) => a.path.split("/").length - b.path.split("/").length || (a.path < b.path ? -1 : 1));
  for (const { path, content } of settings) {
    const title = path.endsWith(".ini") ? "alembic" : "tool.alembic";
    const found = locationsIn(sectionOf(decodeSource(content).text, title), folderOf(path));
    if (found.length > 0) return found;
  }
  return [];
}

function locationsIn(settings: Map<string, string>, here: string): string[] {
  const script = folderNamed(settings.get("script_location"), here);
  const separator =
    namedIn(SEPARATORS, settings.get("path_separator") ?? settings.get("version_path_separator") ?? "") ?? /[,\s]+/;
  const listed = split(settings.get("version_locations") ?? "", separator).map((one) => folderNamed(one, here));
  const usual = script === undefined ? [] : [join(script, "versions")];
  return (listed.length > 0 ? listed : usual).filter((folder) => folder !== undefined);
}

/** How several locations are told apart; without a word for it, blanks and commas did it once. */
const SEPARATORS: Record<string, RegExp> = {
  os: /[:\n]/,
  space: /\s+/,
  ":": /:/,
  ";": /;/,
  newline: /\n/,
};

function split(list: string, separator: RegExp): string[] {
  return list
    .split(separator)
    .map((one) => one.trim().replace(/^["']|["']$/g, ""))
    .filter((one) => one !== "");
}

/** The folder relative to the directory; undefined for one outside. `app:migrations` is a package's folder. */
function folderNamed(given: string | undefined, here: string): string | undefined {
  if (given === undefined || given === "") return undefined;
  const plain = given
    .replace(/%\(here\)s|\{here\}/g, ".")
    .replace(/^([\w.]+):(?!\/)/, (_whole, name: string) => `${name.replaceAll(".", "/")}/`);
  if (plain.startsWith("/")) return undefined;
  return join(here, plain);
}

/** The folders one after the other, with `.` and `..` done; undefined above the directory. */
function join(...folders: string[]): string | undefined {
  const parts: string[] = [];
  for (const part of folders.join("/").split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join("/");
}

/** `name = value` of one section, a value going on in the lines beneath that are indented, or to the end of a TOML list. */
function sectionOf(text: string, title: string): Map<string, string> {
  const settings = new Map<string, string>();
  let [isInside, last] = [false, ""];
  for (const line of text.split("\n")) {
    if (/^\s*[#;]/.test(line)) continue;
    const section = /^\s*\[([^\]]+)\]\s*$/.exec(line)?.[1];
    if (section !== undefined) [isInside, last] = [section.trim() === title, ""];
    else if (!isInside) continue;
    else {
      const [, name, value] = /^([\w.]+)\s*[=:]\s*(.*)$/.exec(line) ?? [];
      if (name === undefined) settings.set(last, `${settings.get(last) ?? ""}\n${line.trim()}`);
      else {
        last = name;
        settings.set(name, value ?? "");
      }
    }
  }
  return new Map([...settings].map(([name, value]) => [name, plainValue(value)]));
}

/** Without quotes and brackets of TOML; the items of its list stand on lines of their own. */
function plainValue(value: string): string {
  const list = /^\s*\[([\s\S]*)\]\s*$/.exec(value)?.[1];
  if (list !== undefined) return list.split(",").map(plainValue).join("\n");
  return value.trim().replace(/^(["'])(.*)\1$/, "$2");
}
