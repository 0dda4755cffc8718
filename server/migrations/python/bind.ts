import { childrenOf, type Node } from "./parse.ts";
import { type Run, sourceOf } from "./run.ts";
import { listOf, type Scope, unknown, type Value } from "./values.ts";

/** Gives a value to a target: a name, or several between commas. Attributes and items of things are left alone. */
export function bind(run: Run, target: Node[], value: Value, scope: Scope): undefined {
  const parts = target.filter(
    ({ name }) => name !== "," && name !== "(" && name !== ")" && name !== "[" && name !== "]",
  );
  const only = parts[0];
  if (only === undefined) return;
  if (parts.length === 1 && target.length === 1) return bindOne(run, only, value, scope);
  bindEach(run, parts, value, scope);
}

function bindOne(run: Run, node: Node, value: Value, scope: Scope): undefined {
  if (node.name === "VariableName") scope.names.set(run.file.text.slice(node.from, node.to), value);
  else if (/^(Tuple|Array|Parenthesized)Expression$/.test(node.name)) bind(run, childrenOf(node), value, scope);
  else if (node.name === "MemberExpression") spoil(run, node, scope);
}

function bindEach(run: Run, parts: Node[], value: Value, scope: Scope): undefined {
  const star = parts.findIndex(({ name }) => name === "*");
  const items = value.kind === "list" && !value.isOpen ? value.items : undefined;
  if (star < 0) {
    parts.forEach((part, index) => {
      bindOne(run, part, items?.[index] ?? unknown("a part of something that is not known"), scope);
    });
    return;
  }
  const after = parts.length - star - 2;
  parts.forEach((part, index) => {
    if (index === star) return;
    const place = index < star ? index : (items?.length ?? 0) - parts.length + index;
    const rest = items === undefined ? undefined : listOf(items.slice(star, items.length - after));
    const one = index === star + 1 ? rest : items?.[place];
    bindOne(run, part, one ?? unknown("a part of something that is not known"), scope);
  });
}

/** `x["k"] = …` and `x.y = …`: of a list or dictionary that changes like this, not all is known any more. */
function spoil(run: Run, node: Node, scope: Scope): undefined {
  const owner = node.firstChild;
  if (owner === null || owner.name !== "VariableName") return;
  const name = run.file.text.slice(owner.from, owner.to);
  const value = scope.names.get(name);
  if (value?.kind === "list" || value?.kind === "dictionary") {
    scope.names.set(name, unknown(`"${sourceOf(run, node)}" changes it`));
  }
}
