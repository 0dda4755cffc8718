import { formatStretch, quoteLengths } from "./literals.ts";
import type { Evaluate } from "./operators.ts";
import { childrenOf, type Node } from "./parse.ts";
import type { Run } from "./run.ts";
import { HOLE, type Scope, text, toText, type Value } from "./values.ts";

/** An f-string: what is known in place, HOLE for the rest. */
export function formatString(run: Run, node: Node, scope: Scope, evaluate: Evaluate): Value {
  const literal = run.file.text.slice(node.from, node.to);
  const { opening, closing } = quoteLengths(literal);
  let at = node.from + opening;
  let result = "";
  for (const part of childrenOf(node)) {
    if (part.name !== "FormatReplacement") continue;
    result += formatStretch(run.file.text.slice(at, part.from), literal) + replacement(run, part, scope, evaluate);
    at = part.to;
  }
  return text(result + formatStretch(run.file.text.slice(at, Math.max(node.to - closing, at)), literal));
}

/** One `{…}`: only a plain expression, `!s`, and no format is known. */
function replacement(run: Run, node: Node, scope: Scope, evaluate: Evaluate): string {
  const [, expression, ...rest] = childrenOf(node);
  if (expression === undefined) return HOLE;
  const shown = rest.filter(({ name }) => name !== "}");
  const value = evaluate(run, expression, scope);
  if (shown.length === 0) return toText(value);
  const conversion = shown.length === 1 ? run.file.text.slice(shown[0]?.from, shown[0]?.to) : "";
  if (conversion === "!s") return toText(value);
  return conversion === "!r" && value.kind === "text" && !/['\\\n]/.test(value.value) ? `'${value.value}'` : HOLE;
}

/** `"… %s …" % values` */
export function percentFormat(format: Value, values: Value): Value | undefined {
  if (format.kind !== "text") return undefined;
  const items = values.kind === "list" ? values.items : [values];
  const isKnown = values.kind === "list" || values.kind === "dictionary" || values.kind === "text";
  let next = 0;
  return text(
    format.value.replace(
      /%(?:\((\w+)\))?[#0\- +]*\d*(?:\.\d+)?([%a-zA-Z])/g,
      (whole, key: string | undefined, kind: string) => {
        if (kind === "%") return "%";
        if (whole.length > 2 && key === undefined) {
          next++;
          return HOLE;
        }
        const value = key === undefined ? items[next++] : entryOf(values, key);
        if (value === undefined || (!isKnown && items.length > 1)) return HOLE;
        return kind === "s" || kind === "d" || kind === "i" ? toText(value) : HOLE;
      },
    ),
  );
}

/** `"… {} {0} {name} …".format(values)` */
export function braceFormat(format: string, positional: Value[], keywords: Map<string, Value>): Value {
  let next = 0;
  return text(
    format.replace(/\{\{|\}\}|\{([^{}]*)\}/g, (whole, field: string | undefined) => {
      if (whole === "{{") return "{";
      if (whole === "}}") return "}";
      const name = field ?? "";
      const value =
        name === "" ? positional[next++] : /^\d+$/.test(name) ? positional[Number(name)] : keywords.get(name);
      return value === undefined ? HOLE : toText(value);
    }),
  );
}

function entryOf(values: Value, key: string): Value | undefined {
  if (values.kind !== "dictionary") return undefined;
  return values.entries.findLast(([name]) => name.kind === "text" && name.value === key)?.[1];
}
