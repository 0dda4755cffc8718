/** A piece of SQL. `value` is lower case for words, unquoted and unescaped for quoted names and texts. */
export type Token = { kind: "word" | "quoted" | "text" | "body" | "number" | "symbol"; value: string; line: number };

/** Anything that PostgreSQL reads as one piece; HOLE counts as a letter, so that a name in which it stands is one word. */
const PIECES =
  /(?<space>\s+|--[^\n]*)|(?<comment>\/\*)|(?<dollar>\$(?:[A-Za-z_\u0080-\uFFFF][\w\u0080-\uFFFF]*)?\$)|(?<escaped>[eE]'(?:[^'\\]|\\[\s\S]|'')*(?:'|$))|(?<text>(?:[uU]&|[bBxXnN])?'(?:[^']|'')*(?:'|$))|(?<quoted>"(?:[^"]|"")*(?:"|$))|(?<word>[A-Za-z_\u0080-\uFFFF][\w$\u0080-\uFFFF]*)|(?<number>\d[\w.]*)|(?<symbol>[\s\S])/y;

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
      tokens.push({ kind: "body", value: sql.slice(end, stop), line: line });
      end = close < 0 ? sql.length : close + dollar.length;
    }
    const token = tokenOf(match.groups ?? {}, line);
    if (token !== undefined) tokens.push(token);
    // The next newline is looked for once, however many pieces a line has.
    for (; newline >= 0 && newline < end; newline = sql.indexOf("\n", newline + 1)) line++;
    at = end;
  }
  return tokens;
}

/** The statements of a text, without their semicolons; the data of a `COPY … FROM stdin` is left out. */
export function splitStatements(sql: string, firstLine = 1): Token[][] {
  const statements: Token[][] = [];
  let current: Token[] = [];
  for (const token of tokenize(withoutCopyData(sql), firstLine)) {
    if (token.kind !== "symbol" || token.value !== ";") current.push(token);
    else if (current.length > 0) {
      statements.push(current);
      current = [];
    }
  }
  return current.length > 0 ? [...statements, current] : statements;
}

function tokenOf(groups: Record<string, string | undefined>, line: number): Token | undefined {
  const { escaped, text, quoted, word, number, symbol } = groups;
  if (word !== undefined) return { kind: "word", value: word.toLowerCase(), line };
  if (quoted !== undefined) return { kind: "quoted", value: within(quoted, '"'), line };
  if (text !== undefined) return { kind: "text", value: within(text.slice(text.indexOf("'")), "'"), line };
  if (escaped !== undefined) return { kind: "text", value: within(escaped.slice(1), "'"), line };
  if (number !== undefined) return { kind: "number", value: number, line };
  return symbol === undefined ? undefined : { kind: "symbol", value: symbol, line };
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

/** The lines stay as blank ones, so that those after them keep their numbers. */
function withoutCopyData(sql: string): string {
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
