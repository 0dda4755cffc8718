const MASK = /<(?:uuid|ip|host|url|email|path|time|duration|size|percent|num|hex|version|token|id|bool|value|method)>/g;
/** The masks of a template, in order. */
export function masksIn(template: string): string[] {
  return template.match(MASK) ?? [];
}

/** The template with every mask as a hole, and nothing else changed. */
export function holesOf(template: string): string {
  return template.replace(MASK, "<*>");
}

/** A mask, then the same again after separators, maybe in quotes, or in brackets, or brackets with nothing in them. */
const LIST = /<\*>(?:[\s,;:/|#+.-]*<\*>|\s*[,;:/|#+.-]\s*(["'`])<\*>\1|\s*[([{]\s*(?:<\*>)?\s*[)\]}])+/g;

/** A word in quotes of which a part is masked. */
const QUOTED = /(?<![\p{L}\p{N}_>])(["'`])[^"'`\s<]*<\*>[^"'`\s]*\1(?![\p{L}\p{N}_])/gu;

/**
 * What of a template makes a group: kinds of masks do not matter (an address may be a name or numbers), lists of values
 * have no length, and a value repeated in brackets is one value.
 */
export function keyOf(template: string): string {
  return withoutLists(template.replace(MASK, "<*>").replace(QUOTED, "$1<*>$1"));
}

/** A key in which further words were masked, as it would read had they been masked from the start. */
export function withoutLists(key: string): string {
  return key.replace(LIST, "<*>");
}
