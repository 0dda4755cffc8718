import { RULES } from "./rules.ts";

/** What a mask of a template stands for in one text. */
export type MaskValue = { rule: string; value: string };

const MAX_LENGTH = 4096;
const MAX_VALUE_LENGTH = 120;

/** The rule of each mask; the longest first, so that none is taken for the start of another. */
const RULE_OF_MASK = new Map(RULES.filter(({ mask }) => mask !== "").map(({ name, mask }) => [mask, name]));
const MASKS = new RegExp(
  [...RULE_OF_MASK.keys()]
    .sort((a, b) => b.length - a.length)
    .map((mask) => mask.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))
    .join("|"),
  "g",
);

/**
 * What the masks of a template stand for in a text that it was made from, in order; undefined where the two do not fit. Each
 * constant part is found at its first place behind the one before; lines that were left out (frames of stacks) are passed over.
 */
export function maskValuesOf(template: string, text: string): MaskValue[] | undefined {
  const shown = text.slice(0, MAX_LENGTH).replace(/[^\S\n]+/g, " ");
  const values: MaskValue[] = [];
  let at = 0;
  let isFirst = true;
  for (const line of template.slice(0, MAX_LENGTH).split("\n")) {
    const found = valuesOfLine(line, shown, at, isFirst);
    if (found === undefined) return undefined;
    values.push(...found.values);
    at = found.end;
    isFirst = false;
  }
  return values;
}

/** The values of one line of a template, which begins anywhere behind `from`. */
function valuesOfLine(
  line: string,
  text: string,
  from: number,
  isFirst: boolean,
): { values: MaskValue[]; end: number } | undefined {
  const parts = partsOf(line);
  const values: MaskValue[] = [];
  let at = from;
  let open: string | undefined;
  for (const [index, part] of parts.entries()) {
    if ("rule" in part) {
      open = part.rule;
      if (index === 0 && isFirst) at = startOfText(text);
      continue;
    }
    const place = text.indexOf(part.constant, open === undefined ? at : at + 1);
    if (place < 0) return undefined;
    if (open !== undefined) values.push(shortened(open, text.slice(at, place)));
    open = undefined;
    at = place + part.constant.length;
  }
  if (open === undefined) return { values, end: at };
  const end = text.indexOf("\n", at + 1);
  values.push(shortened(open, text.slice(at, end < 0 ? undefined : end).trimEnd()));
  return { values, end: end < 0 ? text.length : end };
}

type PartOfTemplate = { rule: string } | { constant: string };

function partsOf(line: string): PartOfTemplate[] {
  const parts: PartOfTemplate[] = [];
  let at = 0;
  for (const match of line.matchAll(MASKS)) {
    if (match.index > at) parts.push({ constant: line.slice(at, match.index) });
    parts.push({ rule: RULE_OF_MASK.get(match[0]) ?? "" });
    at = match.index + match[0].length;
  }
  if (at < line.length) parts.push({ constant: line.slice(at) });
  return parts;
}

function startOfText(text: string): number {
  return text.length - text.trimStart().length;
}

function shortened(rule: string, value: string): MaskValue {
  const shown = value.length <= MAX_VALUE_LENGTH ? value : `${value.slice(0, MAX_VALUE_LENGTH - 1).toWellFormed()}…`;
  return { rule, value: shown };
}

/** Different values of each rule, a few, in order of their first appearance. */
export function examplesOf(template: string, texts: readonly string[], most = 5): Map<string, string[]> {
  const examples = new Map<string, Set<string>>();
  for (const text of texts) {
    for (const { rule, value } of maskValuesOf(template, text) ?? []) {
      const known = examples.get(rule) ?? new Set();
      if (known.size < most) known.add(value);
      examples.set(rule, known);
    }
  }
  return new Map([...examples].map(([rule, values]) => [rule, [...values]]));
}
