/** A name as a catalogue holds it, with its schema where the text says one. */
export type Spelling = { schema: string | null; name: string };

/**
 * What a name in a message can mean, the likeliest first. PostgreSQL prints `relation "billing.invoices"` both for table
 * invoices of schema billing and for a table whose own name has a dot, and never folds case in messages.
 */
export function spellingsOf(text: string): Spelling[] {
  if (text.includes('"')) return [quotedSpelling(text)];
  const spellings: Spelling[] = [];
  for (let dot = text.indexOf("."); dot > 0; dot = text.indexOf(".", dot + 1)) {
    if (dot < text.length - 1) spellings.push({ schema: text.slice(0, dot), name: text.slice(dot + 1) });
  }
  return [...spellings, { schema: null, name: text }];
}

/** `"Billing"."In.voices"` part by part, as SQL quotes it. */
function quotedSpelling(text: string): Spelling {
  const parts = [...text.matchAll(/"((?:[^"]|"")*)"|([^."]+)/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? "",
  );
  const name = parts.at(-1) ?? text;
  return { schema: parts.at(-2) ?? null, name };
}

/** A name for SQL text: always quoted, quotes doubled. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

const MAX_DISTANCE = 2;
const MAX_NAMES = 8;

/** Names that a person may have meant by `name`: other case, underscores, singular or plural, up to two letters off. */
export function nearNames(name: string, candidates: string[]): string[] {
  const near = candidates
    .filter((candidate) => candidate !== name)
    .map((candidate) => ({ candidate, distance: distanceBetween(plain(name), plain(candidate)) }))
    .filter(({ candidate, distance }) => distance <= allowance(name, candidate));
  near.sort((a, b) => a.distance - b.distance || (a.candidate < b.candidate ? -1 : 1));
  return [...new Set(near.map(({ candidate }) => candidate))].slice(0, MAX_NAMES);
}

/** Short names are all near each other: one letter in four may differ. */
function allowance(a: string, b: string): number {
  return Math.min(MAX_DISTANCE, Math.floor(Math.min(a.length, b.length) / 4));
}

function plain(name: string): string {
  return name.toLowerCase().replaceAll("_", "").replace(/s$/, "");
}

/** Letters to insert, delete or replace between two names; `MAX_DISTANCE + 1` for "more". */
function distanceBetween(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > MAX_DISTANCE) return MAX_DISTANCE + 1;
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const replace = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min(replace, (previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[b.length] ?? MAX_DISTANCE + 1;
}
