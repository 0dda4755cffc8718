import { closesQuote, closingBracket, OPENING_QUOTES } from "./enclosing.ts";
import { HOLE, type Token } from "./tokens.ts";

/** Marks between quotes that say nothing by themselves: `'/'`, `'.*'`, `'^$'`. */
const MAX_MARKS = 4;
/** Tokens of a document in quotes. */
const MAX_DOCUMENT = 400;
/** What a document says under these tells mistakes apart. */
const TELLING_KEYS: ReadonlySet<string> = new Set(
  "error errors err errno reason exception cause message msg code status detail details fault failure".split(" "),
);

/** The tokens with one mask for what stands in quotes and is no name: marks alone, and documents as `'{"on":true,"mode":"dim"}'`. */
export function maskQuotedValues(tokens: Token[]): Token[] {
  if (!tokens.some((_, at) => endOfValue(tokens, at) > 0)) return tokens;
  const masked: Token[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at];
    if (token !== undefined) masked.push(token);
    const end = endOfValue(tokens, at);
    if (end > 0) masked.push({ text: HOLE, kind: "hole", isApart: false });
    at = Math.max(at, end - 1);
  }
  return masked;
}

/** The place of the quote that closes what is opened at a place and is a value; 0 where there is none. */
function endOfValue(tokens: readonly Token[], at: number): number {
  const [before, quote, first] = [tokens[at - 1], tokens[at], tokens[at + 1]];
  if (quote === undefined || !OPENING_QUOTES.includes(quote.text) || first === undefined || first.isApart) return 0;
  // Behind a word a quote is an apostrophe, or closes.
  if (!quote.isApart && before !== undefined && before.kind !== "mark") return 0;
  return endOfMarks(tokens, at) || endOfDocument(tokens, at);
}

function endOfMarks(tokens: readonly Token[], at: number): number {
  for (let end = at + 1; end <= at + 1 + MAX_MARKS; end++) {
    const token = tokens[end];
    if (token === undefined || token.isApart) return 0;
    if (closesQuote(token.text, tokens[at]?.text ?? "")) return end > at + 1 ? end : 0;
    if (OPENING_QUOTES.includes(token.text) || !isOfMarks(token)) return 0;
  }
  return 0;
}

function isOfMarks({ text, kind }: Token): boolean {
  return kind !== "hole" && !/[\p{L}\p{N}\n]/u.test(text);
}

function endOfDocument(tokens: readonly Token[], at: number): number {
  const close = closingBracket(tokens[at + 1]?.text ?? "");
  if (close === undefined || close === ")") return 0;
  const open: string[] = [];
  for (let end = at + 1; end <= at + MAX_DOCUMENT; end++) {
    const token = tokens[end];
    if (token === undefined || TELLING_KEYS.has(token.text.toLowerCase())) return 0;
    const closing = token.kind === "mark" ? closingBracket(token.text) : undefined;
    if (closing !== undefined) open.push(closing);
    else if (token.text === open.at(-1)) open.pop();
    if (open.length > 0) continue;
    return closesQuote(tokens[end + 1]?.text ?? "", tokens[at]?.text ?? "") ? end + 1 : 0;
  }
  return 0;
}
