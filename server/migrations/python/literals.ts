/** The text that a Python string literal stands for: its prefix, quotes and escapes are resolved. Bytes count as text. */
export function stringValue(literal: string): string {
  const match = /^([a-zA-Z]{0,3})("""|'''|"|')/.exec(literal);
  if (match === null) return literal;
  const [opening, prefix = "", quote = ""] = match;
  const end = literal.endsWith(quote) && literal.length >= opening.length + quote.length ? -quote.length : undefined;
  const body = literal.slice(opening.length, end);
  return isRaw(prefix) ? body : resolveEscapes(body);
}

/** A stretch of an f-string between its replacements; `literal` is the whole literal, for its prefix. */
export function formatStretch(stretch: string, literal: string): string {
  const prefix = /^[a-zA-Z]*/.exec(literal)?.[0] ?? "";
  const body = stretch.replace(/\{\{/g, "{").replace(/\}\}/g, "}");
  return isRaw(prefix) ? body : resolveEscapes(body);
}

/** How many characters open and close a literal: `f"` and `"` are 2 and 1. */
export function quoteLengths(literal: string): { opening: number; closing: number } {
  const match = /^[a-zA-Z]{0,3}("""|'''|"|')/.exec(literal);
  return { opening: match?.[0].length ?? 0, closing: match?.[1]?.length ?? 0 };
}

/** The number that a literal stands for; undefined for complex ones and those beyond exactness. */
export function numberValue(literal: string): number | undefined {
  const plain = literal.replaceAll("_", "");
  const value = Number(/^0[0-7]+$/.test(plain) ? `0o${plain}` : plain);
  return Number.isFinite(value) ? value : undefined;
}

function isRaw(prefix: string): boolean {
  return /r/i.test(prefix);
}

/** https://docs.python.org/3/reference/lexical_analysis.html#escape-sequences; what is none stays as written. */
const ESCAPES = {
  "\n": "",
  "\\": "\\",
  "'": "'",
  '"': '"',
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
} as const satisfies Record<string, string>;

function resolveEscapes(body: string): string {
  if (!body.includes("\\")) return body;
  return body.replace(
    /\\(\r?\n|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-7]{1,3}|[\s\S])/g,
    (whole: string, what: string) => {
      if (/^[xuU]./.test(what)) return characterOf(Number.parseInt(what.slice(1), 16), whole);
      if (/^[0-7]/.test(what)) return characterOf(Number.parseInt(what, 8), whole);
      const found = Object.entries(ESCAPES).find(([letter]) => letter === what.replace("\r", ""));
      return found === undefined ? whole : found[1];
    },
  );
}

function characterOf(code: number, otherwise: string): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : otherwise;
}
