// Makes the modules that are loaded after this one start quickly; to be imported first, on any Node.
import module from "node:module";
import { fileURLToPath } from "node:url";

const root = new URL("..", import.meta.url).href;
const packages = new URL("../node_modules/", import.meta.url).href;

// What was compiled once is read back at the next start. A folder that can't be written is no fault.
module.enableCompileCache?.(fileURLToPath(new URL(".cache/plumbline", packages)));
module.registerHooks?.({ resolve: ownModule });

/** Our own modules name each other by relative paths with their ending: nothing has to be looked for on the disk. */
function ownModule(specifier, context, next) {
  const isNamedWhole = specifier.startsWith(".") && specifier.endsWith(".ts");
  const { parentURL = "" } = context;
  if (!isNamedWhole || !parentURL.startsWith(root) || parentURL.startsWith(packages)) return next(specifier, context);
  return { url: new URL(specifier, parentURL).href, format: "module-typescript", shortCircuit: true };
}
