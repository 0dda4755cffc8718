import { readFileSync, statSync } from "node:fs";
import { getCompileCacheDir } from "node:module";
import { fileURLToPath } from "node:url";
import { Script } from "node:vm";

/** A module that may be joined with what it imports. */
export type Joinable<Module> = {
  /** From the project's root. */
  path: string;
  /** The module itself, for where no script can be kept. */
  load: () => Promise<Module>;
  /** Uses the module once, so that what it needs is compiled when the compiled code is kept. */
  tryOut: (module: Module) => Promise<void>;
};

/** What the first line of a kept script says, as JSON; the script and its compiled code follow. */
export type Head = { files: FileState[]; sourceBytes: number };
/** Path from the project's root, size in bytes, time of the last change in milliseconds since 1970. */
export type FileState = [path: string, sizeBytes: number, changedAtMs: number];

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/**
 * A module and all that it imports as one script, which starts quicker than a hundred modules: it is read and compiled as one, and what
 * it needs was compiled before. The script is kept beside this Node's compile cache, and made again when one of its files changed.
 * Where no script can be made or kept, this is the module itself.
 */
export async function joined<Module>(joinable: Joinable<Module>): Promise<Module> {
  const folder = getCompileCacheDir();
  if (folder === undefined) return joinable.load();
  const file = `${folder}/${joinable.path.replaceAll("/", ".")}.joined`;
  const known: Module | undefined = readBack(joinable.path, file);
  if (known !== undefined) return known;
  try {
    const { join } = await import("./join-modules.ts");
    return await join(joinable, file);
  } catch {
    return joinable.load();
  }
}

/** What the script exports that is kept in a file; undefined where none is, or none that is whole, of today's files and this Node. */
function readBack(path: string, file: string) {
  try {
    const bytes = readFileSync(file);
    const sourceFrom = bytes.indexOf("\n") + 1;
    const { files, sourceBytes }: Head = JSON.parse(bytes.toString("utf8", 0, sourceFrom));
    if (!files.every(isUnchanged)) return undefined;
    const codeFrom = sourceFrom + sourceBytes;
    const script = scriptOf(path, bytes.toString("utf8", sourceFrom, codeFrom), bytes.subarray(codeFrom));
    return script.cachedDataRejected ? undefined : exportsOf(script);
  } catch {
    return undefined;
  }
}

function isUnchanged([path, sizeBytes, changedAtMs]: FileState): boolean {
  const { size, ctimeMs } = statSync(ROOT + path, { throwIfNoEntry: false }) ?? {};
  return size === sizeBytes && ctimeMs === changedAtMs;
}

/** How the file at a path from the root is now. Throws where there is none. */
export function stateOf(path: string): FileState {
  const { size, ctimeMs } = statSync(ROOT + path);
  return [path, size, ctimeMs];
}

/** The script of the module at `path`, with the compiled `code` where there is some. */
export function scriptOf(path: string, source: string, code?: Buffer): Script {
  const filename = `${ROOT}${path}.joined`;
  return new Script(source, code === undefined ? { filename } : { filename, cachedData: code });
}

/** Runs a script, and gives what its module exports. */
export function exportsOf(script: Script) {
  return script.runInThisContext()({}, process.getBuiltinModule);
}
