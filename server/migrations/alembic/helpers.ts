import type { MigrationFile } from "../../../shared/migrations.ts";
import type { Given } from "../python/calls.ts";
import { type Module, readModule } from "../python/module.ts";
import { parsePython } from "../python/parse.ts";
import type { Call, Host, LookUp } from "../python/run.ts";
import { unknown, type Value } from "../python/values.ts";
import { decodeSource } from "../source-text.ts";

/** What migrations import from other files of the directory; undefined where no file has it. */
export type Helpers = {
  /** Goes through a function. */
  call: (call: Call, host: Host) => Value | undefined;
  /** A name whose value is known whole: a text, a list, a class of such. */
  constant: LookUp;
};

/** How many helpers may call each other. */
const MAX_DEPTH = 8;

/** Helpers in the Python files of a directory, each read when it is first asked for. */
export function helpersIn(files: MigrationFile[]): Helpers {
  const byModule = new Map(
    files.filter(({ path }) => path.endsWith(".py")).map((file) => [dottedName(file.path), file]),
  );
  const modules = new Map<string, Module | undefined>();
  const state: { host: Host; depth: number } = { host: () => undefined, depth: 0 };
  const moduleOf = (path: string): Module | undefined => {
    const found = findModule(byModule, path);
    if (found === undefined || state.depth >= MAX_DEPTH) return undefined;
    if (modules.has(found.name)) return modules.get(found.name);
    // Files that import each other: the second asks while the first is not done.
    modules.set(found.name, undefined);
    state.depth++;
    const module = readHelper(found.file, state, constant);
    state.depth--;
    modules.set(found.name, module);
    return module;
  };
  const constant: LookUp = (path) => asConstant(moduleOf(path)?.get(lastName(path)));
  const call = (given: Call, host: Host) => {
    const module = moduleOf(given.path);
    if (module === undefined) return undefined;
    const outer = state.host;
    // Whatever the helper does counts for the line that calls it.
    state.host = (inner) => host({ ...inner, line: given.line });
    state.depth++;
    try {
      const result = module.callWith(lastName(given.path), portable(given), given.condition);
      return result?.kind === "function" ? unknown("a function of another file") : result;
    } finally {
      state.host = outer;
      state.depth--;
    }
  };
  return { call, constant };
}

function lastName(path: string): string {
  return path.slice(path.lastIndexOf(".") + 1);
}

/** A copy of a value that says all about itself: whoever changes a list changes its own. */
function asConstant(value: Value | undefined): Value | undefined {
  switch (value?.kind) {
    case "text":
    case "number":
    case "boolean":
    case "none":
      return value;
    case "list": {
      const items = value.items.map(asConstant);
      return items.every((item) => item !== undefined) ? { ...value, items } : undefined;
    }
    case "dictionary": {
      const entries = value.entries.flatMap(([key, held]): [Value, Value][] => {
        const [one, other] = [asConstant(key), asConstant(held)];
        return one === undefined || other === undefined ? [] : [[one, other]];
      });
      return entries.length === value.entries.length ? { ...value, entries } : undefined;
    }
    case "class": {
      // Its methods stand in that file and are not gone through.
      if ([...value.attributes.values()].some(({ kind }) => kind === "function")) return undefined;
      const attributes = [...value.attributes].flatMap(([name, held]): [string, Value][] => {
        const known = asConstant(held);
        return known === undefined ? [] : [[name, known]];
      });
      return { ...value, attributes: new Map(attributes) };
    }
    default:
      return undefined;
  }
}

function readHelper(file: MigrationFile, state: { host: Host }, lookUp: LookUp): Module {
  const source = parsePython(decodeSource(file.content).text);
  return readModule(
    source,
    (call) => state.host(call),
    () => undefined,
    lookUp,
  );
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
