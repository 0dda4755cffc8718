const MAX_CHARACTERS = 200;

/**
 * A query with its literals masked, so that it can be shown: texts (quoted with ', E' or dollars, also cut off at the
 * end), numbers and comments go, white space becomes one blank. At most 200 characters.
 */
export function queryShape(query: string): string {
  const masked = query
    .replace(/--[^\n]*|\/\*[^*]*(?:\*(?!\/)[^*]*)*(?:\*\/|$)/g, " ")
    .replace(/\b[eE]'(?:[^'\\]|\\[\s\S]|'')*(?:'|$)/g, "?")
    .replace(/'(?:[^']|'')*(?:'|$)/g, "?")
    .replace(/\$(\w*)\$[\s\S]*?(?:\$\1\$|$)/g, "?")
    .replace(/(?<![\w$"])-?\d[\d.]*(?:e[+-]?\d+)?\b/gi, "?")
    .replace(/\s+/g, " ")
    .trim();
  return masked.length > MAX_CHARACTERS ? `${masked.slice(0, MAX_CHARACTERS)}…` : masked;
}
