/** What opens a name, and the marks that may close it: programs of GNU write `name'. */
const QUOTES: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ["'", "'"],
  ["`", "`'"],
  ["“", "”"],
  ["„", "“"],
  ["‘", "’"],
  ["«", "»"],
  ["»", "«"],
  ["「", "」"],
  ["『", "』"],
]);

/** The marks that open a name. */
export const OPENING_QUOTES: readonly string[] = [...QUOTES.keys()];

/** Whether a mark closes what `quote` opened. */
export function closesQuote(mark: string, quote: string): boolean {
  return QUOTES.get(quote)?.includes(mark) === true;
}

const BRACKETS: ReadonlyMap<string, string> = new Map([
  ["[", "]"],
  ["(", ")"],
  ["{", "}"],
]);

/** What closes a bracket that may hold a list; undefined for what is none. */
export function closingBracket(mark: string): string | undefined {
  return BRACKETS.get(mark);
}
