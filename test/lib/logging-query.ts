/** What of the Logging query language Plumbline's own filter is written in: OR, parentheses, `=`, `>=`, `:`, `:*` and bare texts. */
export type Query = (entry: Record<string, unknown>) => boolean;

/** https://cloud.google.com/logging/docs/reference/v2/rest/v2/LogEntry#LogSeverity */
const SEVERITIES = ["DEFAULT", "DEBUG", "INFO", "NOTICE", "WARNING", "ERROR", "CRITICAL", "ALERT", "EMERGENCY"];
const WORD = /\s*(OR\b|\(|\)|>=|[=:]|\*|"(?:[^"\\]|\\.)*"|(?:[\w]+|"[^"]*")(?:\.(?:\w+|"[^"]*"))*)/y;

/** Whether an entry, as REST spells it, matches a query. Throws for what it does not know. */
export function readQuery(text: string): Query {
  const words = wordsOf(text);
  let place = 0;
  const next = () => words[place++] ?? "";
  const expectWord = (word: string) => {
    const found = next();
    if (found !== word) throw new Error(`expected ${word}, found "${found}"`);
  };
  const either = (): Query => {
    const parts = [one()];
    while (words[place] === "OR") {
      place += 1;
      parts.push(one());
    }
    return (entry) => parts.some((part) => part(entry));
  };
  const one = (): Query => {
    const word = next();
    if (word === "(") {
      const inner = either();
      expectWord(")");
      return inner;
    }
    if (word.startsWith('"')) return (entry) => textsIn(entry).some((found) => holds(found, unquoted(word)));
    const operator = next();
    const values = valuesAt();
    return (entry) => values.some((value) => compare(valueAt(entry, word), operator, value, word));
  };
  const valuesAt = (): string[] => {
    if (words[place] !== "(") return [unquoted(next())];
    place += 1;
    const values = [unquoted(next())];
    while (words[place] === "OR") {
      place += 1;
      values.push(unquoted(next()));
    }
    expectWord(")");
    return values;
  };
  const query = either();
  if (place < words.length) throw new Error(`"${words[place]}" was not expected`);
  return query;
}

function wordsOf(text: string): string[] {
  const words: string[] = [];
  WORD.lastIndex = 0;
  while (WORD.lastIndex < text.trimEnd().length) {
    const from = WORD.lastIndex;
    const word = WORD.exec(text)?.[1];
    if (word === undefined) throw new Error(`cannot read ${text.slice(from, from + 40)}`);
    words.push(word);
  }
  return words;
}

function unquoted(word: string): string {
  return word.startsWith('"') ? word.slice(1, -1) : word;
}

function valueAt(entry: unknown, path: string): unknown {
  const names = path.match(/\w+|"[^"]*"/g) ?? [];
  return names.reduce<unknown>((value, name) => {
    if (typeof value !== "object" || value === null) return undefined;
    return Object.entries(value).find(([key]) => key === unquoted(name))?.[1];
  }, entry);
}

function compare(found: unknown, operator: string, wanted: string, path: string): boolean {
  if (path === "severity") {
    const rank = SEVERITIES.indexOf(String(found ?? "DEFAULT"));
    return operator === "=" ? rank === SEVERITIES.indexOf(wanted) : rank >= SEVERITIES.indexOf(wanted);
  }
  if (found === undefined) return false;
  if (operator === "=") return String(found).toLowerCase() === wanted.toLowerCase();
  if (operator === ":") return wanted === "*" || textsIn(found).some((text) => holds(text, wanted));
  throw new Error(`${path} ${operator} is not known`);
}

function holds(text: string, part: string): boolean {
  return text.toLowerCase().includes(part.toLowerCase());
}

function textsIn(value: unknown): string[] {
  if (typeof value === "object" && value !== null) return Object.values(value).flatMap(textsIn);
  return value === undefined || value === null ? [] : [String(value)];
}
