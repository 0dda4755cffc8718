import type { ReplayFailure, ReplayStatement } from "../../../shared/replay.ts";
import { splitTokens, type Token, tokenize, withoutCopyData } from "../sql/tokens.ts";

export type ReadStatements = { statements: ReplayStatement[]; isTransaction: boolean; failure?: ReplayFailure };

/**
 * The statements of a migration's text, ready to be sent one by one. `failure` where a line of it belongs to psql alone.
 * `isTransaction` is false where a statement cannot run in a transaction, or the text begins and ends its own.
 */
export function replayStatements(file: string, text: string): ReadStatements {
  const sql = withoutCopyData(text.replace(/^\uFEFF/, ""));
  const statements: ReplayStatement[] = [];
  let isTransaction = true;
  for (const tokens of splitTokens(tokenize(sql))) {
    const [first] = tokens;
    const last = tokens.at(-1);
    if (first === undefined || last === undefined) continue;
    if (first.kind === "meta") {
      if (QUIET_META.test(first.value)) continue;
      return { statements, isTransaction, failure: { file, line: first.line, message: metaMessage(first.value) } };
    }
    if (refusesTransaction(tokens)) isTransaction = false;
    const { line } = first;
    const extension = extensionOf(tokens);
    statements.push({
      sql: sql.slice(first.start, last.end),
      line,
      isLeftOut: isCopyOfData(tokens) || isChangeOfOwner(tokens),
      extension,
    });
  }
  return { statements, isTransaction };
}

/** Lines of psql that change nothing about what the statements do; pg_dump writes the first two. */
const QUIET_META = /^\\(restrict|unrestrict|echo|qecho|warn|timing|pset|set\s+(ON_ERROR_STOP|QUIET|VERBOSITY)|x|t|a)\b/;

function metaMessage(line: string): string {
  const [command = line] = line.split(/\s/);
  return `${command} is a command of psql, which no migration tool runs: put what it does into SQL, or leave the file out`;
}

/** https://www.postgresql.org/docs/current/sql-begin.html and each command's own page: "cannot be executed inside a transaction block". */
const ALONE: RegExp[] = [
  /^(create (unique )?|drop |re)index\b.* concurrently\b/,
  /^reindex .*\bconcurrently\b/,
  /^reindex (\(.*\) )?(system|database|schema)\b/,
  /^vacuum\b/,
  /^(create|drop) (database|tablespace|subscription)\b/,
  /^alter (database \S+ set tablespace|system|subscription)\b/,
  /^alter table .* detach partition .* concurrently\b/,
  /^(begin|start transaction|commit|rollback|abort|end)\b/,
  /^cluster$/,
];
const MOST_WORDS = 40;

function refusesTransaction(tokens: Token[]): boolean {
  const words = wordsOf(tokens);
  // Within a transaction of the tool these go to a savepoint, which is there.
  return !/^rollback to\b/.test(words) && ALONE.some((pattern) => pattern.test(words));
}

/** The first words of a statement as one line; what stands in quotes is a name and never a keyword. */
function wordsOf(tokens: Token[]): string {
  return tokens
    .slice(0, MOST_WORDS)
    .map(({ kind, value }) => (kind === "word" || kind === "symbol" ? value : "?"))
    .join(" ");
}

function isCopyOfData(tokens: Token[]): boolean {
  return tokens[0]?.value === "copy" && / from stdin\b/.test(wordsOf(tokens));
}

/** `alter table orders owner to app` */
function isChangeOfOwner(tokens: Token[]): boolean {
  const [owner, to] = tokens.slice(-3);
  return tokens[0]?.value === "alter" && owner?.value === "owner" && to?.value === "to";
}

/** `create extension [if not exists] NAME`, `comment on extension NAME`, and the like. */
function extensionOf(tokens: Token[]): string | null {
  const at = tokens.slice(0, 3).findIndex(({ kind, value }) => kind === "word" && value === "extension");
  const rest = tokens.slice(at + 1);
  if (at < 1 || !/^(create|alter|drop|comment)$/.test(tokens[0]?.value ?? "")) return null;
  const name = rest.find(
    ({ kind, value }) => kind === "quoted" || (kind === "word" && !/^(if|not|exists)$/.test(value)),
  );
  return name?.value ?? null;
}
