import type { MigrationFile } from "../../../shared/migrations.ts";
import type { Given } from "../python/calls.ts";
import { type Module, readModule } from "../python/module.ts";
import { parsePython } from "../python/parse.ts";
import type { Call, Host } from "../python/run.ts";
import { unknown, type Value } from "../python/values.ts";
import { decodeSource } from "../source-text.ts";

/** Goes through a function that a migration imports from another file of the directory; undefined where no file has it. */
export type Helpers = (call: Call, host: Host) => Value | undefined;

/** How many helpers may call each other. */
const MAX_DEPTH = 8;

/** Helpers in the Python files of a directory, each read when it is first asked for. */
export function helpersIn(files: MigrationFile[]): Helpers {
  const byModule = new Map(
    files.filter(({ path }) => path.endsWith(".py")).map((file) => [dottedName(file.path), file]),
  );
  const modules = new Map<string, Module>();
  const state: { host: Host; depth: number } = { host: () => undefined, depth: 0 };
  return (call, host) => {
    const found = findModule(byModule, call.path);
    if (found === undefined || state.depth >= MAX_DEPTH) return undefined;
    const module = modules.get(found.name) ?? readHelper(found.file, state);
    modules.set(found.name, module);
    const outer = state.host;
    // Whatever the helper does counts for the line that calls it.
    state.host = (inner) => host({ ...inner, line: call.line });
    state.depth++;
    try {
      const result = module.callWith(call.path.slice(call.path.lastIndexOf(".") + 1), portable(call), call.condition);
      return result?.kind === "function" ? unknown("a function of another file") : result;
    } finally {
      state.host = outer;
      state.depth--;
    }
  };
}

function readHelper(file: MigrationFile, state: { host: Host }): Module {
  return readModule(parsePython(decodeSource(file.content).text), (call) => state.host(call));
}

/** `utils/safe_ddl.py` is `utils.safe_ddl`, a package its folder. */
function dottedName(path: string): string {
  return path
    .replace(/\.py$/, "")
    .replace(/(^|\/)__init__$/, "")
    .replaceAll("/", ".");
}

/** The file whose name is the longest end of the module that was imported: packages above the directory are unknown. */
function findModule(
  byModule: Map<string, MigrationFile>,
  path: string,
): { name: string; file: MigrationFile } | undefined {
  const parts = path.replace(/^\.+/, "").split(".").slice(0, -1);
  for (let from = 0; from < parts.length; from++) {
    const name = parts.slice(from).join(".");
    const file = byModule.get(name);
    if (file !== undefined) return { name, file };
  }
  // A relative import is meant from where its file lies; one file of that name leaves no doubt.
  const ends = path.startsWith(".") ? [...byModule].filter(([name]) => name.endsWith(`.${parts.join(".")}`)) : [];
  const [only] = ends;
  return only === undefined || ends.length > 1 ? undefined : { name: only[0], file: only[1] };
}

/** Functions belong to the file that they stand in. */
function portable({ positional, keywords, isOpen }: Call): Given {
  const known = (value: Value) => (value.kind === "function" ? unknown("a function of another file") : value);
  return {
    positional: positional.map(known),
    keywords: new Map([...keywords].map(([name, value]) => [name, known(value)])),
    isOpen,
  };
}
