/** A token, or what stands between brackets. */
export type Node = string | { open: "(" | "["; inside: Node[] };

// One alternative per kind of token; none can start where another can go on, so reading is linear.
const TOKEN =
  /'(?:[^']|'')*'|"(?:[^"]|"")*"|\d+(?:\.\d+)?(?:e[+-]?\d+)?|[\p{L}_][\p{L}\p{N}_$]*|::|[-+*/<>=~!@#%^&|`?]+|\S/giu;

export function tokenize(text: string): string[] {
  return text.match(TOKEN) ?? [];
}

/** Brackets as a tree. One that never closes, or never opened, is kept as a token of its own. */
export function parse(tokens: string[]): Node[] {
  const root: Node[] = [];
  const stack: Node[][] = [root];
  for (const token of tokens) {
    const list = stack[stack.length - 1] ?? root;
    if (token === "(" || token === "[") {
      const inside: Node[] = [];
      list.push({ open: token, inside });
      stack.push(inside);
    } else if ((token === ")" || token === "]") && stack.length > 1) {
      stack.pop();
    } else {
      list.push(token);
    }
  }
  return root;
}

export function print(nodes: Node[]): string {
  return nodes
    .map((node) => {
      if (typeof node === "string") return node;
      return node.open === "(" ? `( ${print(node.inside)} )` : `[ ${print(node.inside)} ]`;
    })
    .join(" ");
}
