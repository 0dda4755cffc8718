import { childrenOf, type Node } from "./parse.ts";
import type { Flow, Run } from "./run.ts";
import type { Scope } from "./values.ts";

/** `import a.b as c` and `from a.b import c as d`: names that stand for dotted ones. */
export function executeImport(run: Run, node: Node, scope: Scope): Flow {
  const words = wordsOf(run, node);
  const from = words[0] === "from" ? words.indexOf("import") : -1;
  const module = from > 0 ? words.slice(1, from).join("") : "";
  for (const part of splitAtCommas(words.slice(from > 0 ? from + 1 : 1))) {
    const alias = part.indexOf("as");
    const name = part.slice(0, alias < 0 ? undefined : alias).join("");
    if (name === "" || name === "*") continue;
    const path = module === "" ? name : `${module}${module.endsWith(".") ? "" : "."}${name}`;
    const own = alias < 0 ? undefined : part[alias + 1];
    // `import a.b` gives the name a.
    const [top = name] = name.split(".");
    const constant = module === "" ? undefined : run.lookUp(path);
    if (constant !== undefined) scope.names.set(own ?? name, constant);
    else if (own !== undefined) scope.names.set(own, { kind: "name", path });
    else scope.names.set(module === "" ? top : name, { kind: "name", path: module === "" ? top : path });
  }
  return "next";
}

function wordsOf(run: Run, node: Node): string[] {
  return childrenOf(node)
    .filter(({ name }) => name !== "(" && name !== ")" && name !== "Comment")
    .map(({ from, to }) => run.file.text.slice(from, to));
}

function splitAtCommas(words: string[]): string[][] {
  const parts: string[][] = [[]];
  for (const word of words) {
    if (word === ",") parts.push([]);
    else parts.at(-1)?.push(word);
  }
  return parts;
}
