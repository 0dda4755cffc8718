import { renameSync, writeFileSync } from "node:fs";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import { exportsOf, type FileState, type Head, type Joinable, scriptOf, stateOf } from "./joined.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
/** What says how a script is made, beside the modules in it. */
const MAKERS = ["server/joined.ts", "server/join-modules.ts"];

/**
 * Joins a module with all that it imports, tries it out, and keeps script and compiled code in `file`; gives what the module exports.
 * Throws where the modules can't be bundled or the file can't be written.
 */
export async function join<Module>({ path, tryOut }: Joinable<Module>, file: string): Promise<Module> {
  const { code, files } = await bundle(path);
  const source = `(function (exports, require) { "use strict"; ${code}\nreturn exports; })`;
  const head: Head = { files, sourceBytes: Buffer.byteLength(source) };
  const script = scriptOf(path, source);
  const module: Module = exportsOf(script);
  await tryOut(module);
  const kept = [Buffer.from(`${JSON.stringify(head)}\n${source}`), script.createCachedData()];
  // Others may start meanwhile: they find a whole file or none.
  const unfinished = `${file}.${process.pid}`;
  writeFileSync(unfinished, Buffer.concat(kept));
  renameSync(unfinished, file);
  return module;
}

/** The text of all modules as one, and how their files were before they were read. */
async function bundle(path: string): Promise<{ code: string; files: FileState[] }> {
  const files = MAKERS.map(stateOf);
  const load = (id: string) => void files.push(stateOf(relative(ROOT, id)));
  const built = await build({
    configFile: false,
    logLevel: "silent",
    root: ROOT,
    plugins: [{ name: "files", enforce: "pre", load }],
    build: {
      ssr: ROOT + path,
      write: false,
      minify: false,
      target: "esnext",
      rolldownOptions: { output: { format: "cjs", codeSplitting: false } },
    },
  });
  if (!("output" in built)) throw new Error(`${path} was bundled into something else than one script`);
  const [{ code, dynamicImports }] = built.output;
  if (dynamicImports.length > 0)
    throw new Error(`${path} imports ${dynamicImports.join()} while it runs, which no script can`);
  return { code, files };
}
