/**
 * A piece of SQL. `value` is lower case for words, unquoted and unescaped for quoted names and texts; `start` and `end` are
 * where it lies in the text, in characters. `meta` is a line of psql's own, such as `\connect`.
 */
export type Token = {
  kind: "word" | "quoted" | "text" | "body" | "number" | "symbol" | "meta";
  value: string;
  line: number;
  start: number;
  end: number;
};

/** Anything that PostgreSQL reads as one piece; HOLE counts as a letter, so that a name in which it stands is one word. */
const PIECES =
  /(?<space>\s+|--[^\n]*)|(?<comment>\/\*)|(?<dollar>\$(?:[A-Za-z_\u0080-\uFFFF][\w\u0080-\uFFFF]*)?\$)|(?<escaped>[eE]'(?:[^'\\]|\\[\s\S]|'')*(?:'|$))|(?<text>(?:[uU]&|[bBxXnN])?'(?:[^']|'')*(?:'|$))|(?<quoted>"(?:[^"]|"")*(?:"|$))|(?<word>[A-Za-z_\u0080-\uFFFF][\w$\u0080-\uFFFF]*)|(?<number>\d[\w.]*)|(?<meta>\\[^\n]*)|(?<symbol>[\s\S])/y;

/** The pieces of a SQL text without blanks and comments. An unfinished quotation ends with the text. */
export function tokenize(sql: string, firstLine = 1): Token[] {
  const tokens: Token[] = [];
  let line = firstLine;
  let newline = sql.indexOf("\n");
  let at = 0;
  while (at < sql.length) {
    PIECES.lastIndex = at;
    const match = PIECES.exec(sql);
    if (match === null) break;
    let end = PIECES.lastIndex;
    const { comment, dollar } = match.groups ?? {};
    if (comment !== undefined) end = commentEnd(sql, at);
    if (dollar !== undefined) {
      const close = sql.indexOf(dollar, end);
      const stop = close < 0 ? sql.length : close;
      const value = sql.slice(end, stop);
      end = close < 0 ? sql.length : close + dollar.length;
      tokens.push({ kind: "body", value, line, start: at, end });
    }
    const token = tokenOf(match.groups ?? {});
    if (token !== undefined) tokens.push({ ...token, line, start: at, end });
    // The next newline is looked for once, however many pieces a line has.
    for (; newline >= 0 && newline < end; newline = sql.indexOf("\n", newline + 1)) line++;
    at = end;
  }
  return tokens;
}

/** The statements of a text, without their semicolons; the data of a `COPY … FROM stdin` is left out. */
export function splitStatements(sql: string, firstLine = 1): Token[][] {
  return splitTokens(tokenize(withoutCopyData(sql), firstLine));
}

/**
 * Tokens by statement, as psql tells them apart: a semicolon within brackets or within the body of a function that is written
 * as BEGIN ATOMIC … END ends nothing, and a line of psql's own stands by itself.
 */
export function splitTokens(tokens: Token[]): Token[][] {
  const statements: Token[][] = [];
  let current: Token[] = [];
  let [brackets, blocks] = [0, 0];
  const finish = () => {
    if (current.length > 0) statements.push(current);
    [current, brackets, blocks] = [[], 0, 0];
  };
  for (const token of tokens) {
    if (token.kind === "meta") {
      finish();
      statements.push([token]);
    } else if (token.kind === "symbol" && token.value === ";" && brackets <= 0 && blocks === 0) finish();
    else {
      current.push(token);
      if (token.kind === "symbol") brackets += BRACKETS[token.value] ?? 0;
      if (token.kind === "word" && isRoutine(current)) blocks = blocksAfter(blocks, token.value);
    }
  }
  finish();
  return statements;
}

const BRACKETS: Record<string, number> = { "(": 1, ")": -1 };

/** `create [or replace] function` and `procedure`: only there BEGIN opens a block. */
function isRoutine([first, second, third, fourth]: Token[]): boolean {
  if (first?.value !== "create") return false;
  const kind = second?.value === "or" && third?.value === "replace" ? fourth : second;
  return kind?.value === "function" || kind?.value === "procedure";
}

/** CASE ends with END too. */
function blocksAfter(blocks: number, word: string): number {
  if (word === "begin" || (word === "case" && blocks > 0)) return blocks + 1;
  return word === "end" && blocks > 0 ? blocks - 1 : blocks;
}

function tokenOf(groups: Record<string, string | undefined>): Pick<Token, "kind" | "value"> | undefined {
  const { escaped, text, quoted, word, number, meta, symbol } = groups;
  if (word !== undefined) return { kind: "word", value: word.toLowerCase() };
  if (quoted !== undefined) return { kind: "quoted", value: within(quoted, '"') };
  if (text !== undefined) return { kind: "text", value: within(text.slice(text.indexOf("'")), "'") };
  if (escaped !== undefined) return { kind: "text", value: within(escaped.slice(1), "'") };
  if (number !== undefined) return { kind: "number", value: number };
  if (meta !== undefined) return { kind: "meta", value: meta.trimEnd() };
  return symbol === undefined ? undefined : { kind: "symbol", value: symbol };
}

function within(literal: string, quote: string): string {
  const end = literal.length > 1 && literal.endsWith(quote) ? -1 : undefined;
  return literal.slice(1, end).replaceAll(quote + quote, quote);
}

/** Comments of SQL nest. */
function commentEnd(sql: string, start: number): number {
  const marks = /\/\*|\*\//g;
  marks.lastIndex = start;
  let depth = 0;
  for (let mark = marks.exec(sql); mark !== null; mark = marks.exec(sql)) {
    depth += mark[0] === "/*" ? 1 : -1;
    if (depth === 0) return marks.lastIndex;
  }
  return sql.length;
}

/** A text without the data of each `COPY … FROM stdin`. The lines stay as blank ones, so that those after them keep their numbers. */
export function withoutCopyData(sql: string): string {
  if (!/\bstdin\b/i.test(sql)) return sql;
  let isData = false;
  return sql
    .split("\n")
    .map((line) => {
      if (isData) {
        if (line.trimEnd() === "\\.") isData = false;
        return "";
      }
      isData = /^\s*copy\b.*\bfrom\s+stdin\b.*;\s*$/i.test(line);
      return line;
    })
    .join("\n");
}
