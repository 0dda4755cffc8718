import { addUnread, noSteps, type Steps } from "../operations.ts";
import { type Module, readModule } from "../python/module.ts";
import { parsePython } from "../python/parse.ts";
import { type Value, wholeText } from "../python/values.ts";
import type { SourceText } from "../source-text.ts";
import type { Helpers } from "./helpers.ts";
import { alembicHost } from "./host.ts";

/** One Python file as Alembic would see it. `revision` is undefined where the file names none. */
export type RevisionFile = {
  path: string;
  revision: string | undefined;
  down: string[];
  dependsOn: string[];
  branchLabels: string[];
  steps: Steps;
  /** Why Alembic could not load it, in words that end a sentence; empty where it can. */
  faults: string[];
};

/** Reads what a migration says about itself and what its `upgrade()` does. Nothing of it is run. */
export function readRevision(path: string, source: SourceText, helpers: Helpers): RevisionFile {
  const file = parsePython(source.text);
  const steps = noSteps();
  const faults = source.fault === undefined ? [] : [source.fault];
  if (file.fault !== undefined) faults.push(`line ${file.fault.line}: ${file.fault.message}`);
  const told = noSteps();
  let current = told;
  const host = alembicHost(steps, helpers);
  const atStart = alembicHost(told, helpers);
  const module = readModule(
    file,
    // What the top level does happens at every start of Alembic, not in this migration.
    (call) => (current === steps ? host(call) : atStart(call)),
    (line, reason) => addUnread(steps, line, reason),
    helpers.constant,
  );
  const names = readNames(module, source.text, steps, faults);
  current = steps;
  callUpgrade(module, steps, faults);
  return { path, ...names, steps, faults };
}

type Names = Pick<RevisionFile, "revision" | "down" | "dependsOn" | "branchLabels">;

function readNames(module: Module, source: string, steps: Steps, faults: string[]): Names {
  const doc = docstringNames(source);
  const own = module.get("revision");
  const revision = wholeText(own) ?? doc.revision;
  if (own === undefined) faults.push(`it sets no "revision"`);
  else if (wholeText(own) === undefined) addUnread(steps, 1, `revision is not a constant${fromDoc(doc.revision)}`);
  if (revision !== undefined && /[@+-]/.test(revision)) faults.push(`its id "${revision}" holds @, + or -`);
  const down = readDown(module, doc.down, steps, own === undefined ? [] : faults);
  return {
    revision,
    down,
    dependsOn: idsOf(module.get("depends_on"), "depends_on", steps) ?? [],
    branchLabels: idsOf(module.get("branch_labels"), "branch_labels", steps) ?? [],
  };
}

function readDown(module: Module, doc: string[] | undefined, steps: Steps, faults: string[]): string[] {
  const own = module.get("down_revision");
  if (own === undefined) {
    faults.push(`it sets no "down_revision"`);
    return doc ?? [];
  }
  const before = steps.unread.length;
  const ids = idsOf(own, "down_revision", steps);
  if (ids !== undefined) return ids;
  steps.unread.length = before;
  addUnread(steps, 1, `down_revision is not a constant${fromDoc(doc?.join(", "))}`);
  return doc ?? [];
}

/** A text, a tuple or list of texts, or None; undefined and unread for anything else. */
function idsOf(value: Value | undefined, name: string, steps: Steps): string[] | undefined {
  if (value === undefined || value.kind === "none") return [];
  if (value.kind === "text" && value.value === "") return [];
  const items = value.kind === "list" && !value.isOpen ? value.items : [value];
  const ids = items.map(wholeText);
  if (ids.every((id) => id !== undefined)) return [...new Set(ids)];
  addUnread(steps, 1, `${name} is not a constant`);
  return undefined;
}

/** What Alembic's template writes into the docstring; only a stand-in where the variables can't be read. */
function docstringNames(source: string): { revision: string | undefined; down: string[] | undefined } {
  const revision = /^Revision ID:[ \t]*(\S+)[ \t]*$/m.exec(source)?.[1];
  const revises = /^Revises:[ \t]*(.*)$/m.exec(source)?.[1];
  const down = revises?.split(/[\s,]+/).filter((id) => id !== "" && id !== "None");
  return { revision, down };
}

function fromDoc(found: string | undefined): string {
  return found === undefined ? "" : `; the docstring says "${found}"`;
}

/** Projects with several databases have `upgrade(engine_name)`, which calls `upgrade_<engine>()`. */
function callUpgrade(module: Module, steps: Steps, faults: string[]): void {
  const upgrade = module.get("upgrade");
  if (upgrade === undefined) {
    if (faults.length === 0) faults.push("it has no upgrade()");
    return;
  }
  if (!module.call("upgrade")) {
    addUnread(steps, 1, "upgrade is not a function of this file");
    return;
  }
  if (module.requiredParameters("upgrade") === 0) return;
  for (const name of module.names()) if (/^upgrade_\w+$/.test(name)) module.call(name);
}
