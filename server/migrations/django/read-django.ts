import { readModule } from "../python/module.ts";
import { childrenOf, parsePython } from "../python/parse.ts";
import { type Value, wholeText } from "../python/values.ts";
import type { SourceText } from "../source-text.ts";

/** One file of a Django app: what it stands on, and its operations as values. */
export type DjangoFile = {
  path: string;
  app: string;
  name: string;
  dependencies: [app: string, name: string][];
  /** Migrations that this one stands for when it is squashed. */
  replaces: [app: string, name: string][];
  operations: Value | undefined;
  /** Where the operations begin. */
  line: number;
  fault: string | undefined;
};

/** Reads the class Migration of a file, its app not known yet; undefined where it has none and is none. */
export function readDjango(path: string, name: string, source: SourceText): DjangoFile | undefined {
  const file = parsePython(source.text);
  const module = readModule(file, () => undefined);
  const migration = module.get("Migration");
  if (migration?.kind !== "class") return undefined;
  const node = childrenOf(file.top).find(({ name: kind }) => kind === "ClassDefinition");
  const at = source.text.indexOf("operations", node?.from ?? 0);
  return {
    path,
    app: "",
    name,
    dependencies: pairs(migration.attributes.get("dependencies")),
    replaces: pairs(migration.attributes.get("replaces")),
    operations: migration.attributes.get("operations"),
    line: at < 0 ? 1 : file.lineOf(at),
    fault: source.fault ?? (file.fault === undefined ? undefined : `line ${file.fault.line}: ${file.fault.message}`),
  };
}

/** `[("app", "0001_initial"), …]`; what is no such pair (a swappable model) is left out. */
function pairs(value: Value | undefined): [string, string][] {
  if (value?.kind !== "list") return [];
  return value.items.flatMap((item): [string, string][] => {
    const [app, name] = item.kind === "list" ? item.items.map(wholeText) : [];
    return app === undefined || name === undefined ? [] : [[app, name]];
  });
}
