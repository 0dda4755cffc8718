/** A statement of Ruby on a line of its own, with the text of its heredoc where it has one. `line` is where it begins. */
export type RubyStatement = { code: string; line: number; heredoc: string | undefined };

const HEREDOC = /<<[~-]?["'`]?([A-Z_][A-Z_0-9]*)/i;
/** Lines that one statement goes over; more are no statement of a migration. */
const MAX_JOINED = 400;
/** Longer lines were not written by a person, and are not taken apart. */
const MAX_LENGTH = 5_000;

/**
 * The statements of a file: comments are left out, calls that go over several lines are joined, and blocks that stand in one line
 * are taken apart, so that each opens with `do` and closes with `end`. Constants with a plain value stand for it.
 */
export function rubyStatements(source: string): RubyStatement[] {
  const lines = source.split("\n");
  const constants = constantsIn(source);
  const statements: RubyStatement[] = [];
  for (let at = 0; at < lines.length; at++) {
    const line = at + 1;
    let code = withoutComment(lines[at] ?? "");
    for (let joined = 0; goesOn(code) && at + 1 < lines.length && joined < MAX_JOINED; joined++) {
      code = `${code.replace(/\\$/, "")} ${withoutComment(lines[++at] ?? "")}`.trim();
    }
    if (code === "" || code === "__END__") continue;
    const end = HEREDOC.exec(code)?.[1];
    let heredoc: string | undefined;
    if (end !== undefined) {
      const start = at + 1;
      while (at + 1 < lines.length && lines[at + 1]?.trim() !== end) at++;
      heredoc = filled(lines.slice(start, ++at).join("\n"), constants);
    }
    const pieces = code.length > MAX_LENGTH ? [code] : takeApart(withConstants(code, constants));
    for (const piece of pieces) statements.push({ code: piece, line, heredoc });
  }
  return statements;
}

/** `TABLE = :orders`, `NAME = "orders".freeze` */
function constantsIn(source: string): Map<string, string> {
  const found = source.matchAll(/^\s*([A-Z][A-Z0-9_]*)\s*=\s*(?::(\w+)|"([^"#\n]+)"|'([^'\n]+)')(?:\.freeze)?\s*$/gm);
  return new Map([...found].map(([, name = "", symbol, double, single]) => [name, symbol ?? double ?? single ?? ""]));
}

/** Names outside of texts become texts; within them only `#{NAME}` stands for something. */
function withConstants(code: string, constants: Map<string, string>): string {
  if (constants.size === 0) return code;
  return code.replace(
    /("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(?<![\w:.@$])([A-Z][A-Z0-9_]*)(?![\w:(]|\s*=)/g,
    (whole, quoted: string | undefined, name: string | undefined) => {
      if (quoted !== undefined) return filled(quoted, constants);
      const value = constants.get(name ?? "");
      return value === undefined ? whole : `:"${value}"`;
    },
  );
}

function filled(text: string, constants: Map<string, string>): string {
  return text.replace(/#\{([A-Z][A-Z0-9_]*)\}/g, (whole, name: string) => constants.get(name) ?? whole);
}

function withoutComment(line: string): string {
  return line.replace(/(^|\s)#(?!\{).*$/, "").trim();
}

/** Whether the statement goes on in the next line: after a comma, an operator, or an open bracket. */
function goesOn(code: string): boolean {
  if (HEREDOC.test(code)) return false;
  if (/(,|\\|&&|\|\||=>)$/.test(code)) return !/^(when|in)\b/.test(code);
  const plain = code.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, "");
  return (plain.match(/[([]/g)?.length ?? 0) > (plain.match(/[)\]]/g)?.length ?? 0);
}

/** One line as statements: `a; b`, `call { a }` and `call do |t| a end` become lines of their own. */
function takeApart(code: string): string[] {
  const parts = splitAt(code, ";");
  if (parts.length > 1 && !/\bdo\b|\{/.test(code)) return parts.flatMap(takeApart);
  const block = /^(.*?[\w)?!])\s*\{\s*(\|[^|]*\|)?\s*(.*)\}\s*((?:if|unless)\s.+)?$/.exec(code);
  if (block !== null && !/%[wWiIqQ]$/.test(block[1] ?? "") && !isHash(block[2], block[3] ?? "")) {
    const [, head = "", names = "", inside = "", condition] = block;
    const whole = [`${head} do ${names}`.trim(), ...splitAt(inside, ";").flatMap(takeApart), "end"];
    return condition === undefined ? whole : [condition, ...whole, "end"];
  }
  const long = /^(.*\bdo)\s*(\|[^|]*\|)?\s+(\S.*?);?\s*\bend$/.exec(code);
  if (long === null) return parts.length > 1 ? parts : [code];
  const [, head = "", names = "", inside = ""] = long;
  return [`${head} ${names}`.trim(), ...splitAt(inside, ";").flatMap(takeApart), "end"];
}

function isHash(names: string | undefined, inside: string): boolean {
  return (
    names === undefined &&
    (inside.trim() === "" || /^\s*(\w+:(\s|$)|("[^"]*"|'[^']*'|:\w+)\s*=>|"[^"]*":)/.test(inside))
  );
}

/** The parts between a separator that stands outside of quotes. */
function splitAt(code: string, separator: string): string[] {
  const parts = [""];
  let quote = "";
  for (const character of code) {
    if (quote === "" && character === separator) parts.push("");
    else parts[parts.length - 1] += character;
    if (quote === character) quote = "";
    else if (quote === "" && /["']/.test(character)) quote = character;
  }
  return parts.map((part) => part.trim()).filter((part) => part !== "");
}
