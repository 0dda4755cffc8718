import { plural } from "../../../shared/words.ts";
import { list } from "../words.ts";

/** An object as a drift fact names it: `column public.orders.note` is a column of `public.orders`. */
type Part = { whole: string; kind: string; owner: string; name: string };

/** What is named of one table before the rest is counted, and of all before the rest is counted. */
const MOST_OF_ONE = 3;
const MOST = 5;
const WHOLE = /^(?:table|foreign table|view|materialized view) /;
const IDENTIFIER = '(?:"(?:[^"]|"")*"|[^".( ]+)';
const OWNED = new RegExp(`^([a-z ]+) (${IDENTIFIER}\\.${IDENTIFIER})\\.(.+)$`);

/**
 * Objects of a drift in words: what belongs to a table that is listed is counted after it, the same of one table stands
 * together, and of more than five such phrases the rest is counted: `table public.orders (with 2 columns), columns note and extra
 * of public.servers and 3 more`. `objects`: kind and full name.
 */
export function objectList(objects: readonly string[]): string {
  const tables = new Set(objects.filter((object) => WHOLE.test(object)).map((object) => object.replace(WHOLE, "")));
  const parts = objects.map(partOf);
  const within = Map.groupBy(
    parts.filter(({ owner }) => tables.has(owner)),
    ({ owner }) => owner,
  );
  const others = Map.groupBy(
    parts.filter(({ owner }) => !tables.has(owner)),
    ({ whole, kind, owner }) => (owner === "" ? whole : `${kind} ${owner}`),
  );
  const phrases = [...others.values()].map((same) => {
    const [first] = same;
    const members = (first && within.get(first.whole.replace(WHOLE, ""))) ?? [];
    return { words: phraseOf(same) + withMembers(members), objects: same.length + members.length };
  });
  const more = phrases.slice(MOST).reduce((sum, { objects }) => sum + objects, 0);
  const shown = phrases.slice(0, MOST).map(({ words }) => words);
  return list(more === 0 ? shown : [...shown, `${more} more`], MOST + 1);
}

function partOf(whole: string): Part {
  const [, kind = "", owner = "", name = ""] = OWNED.exec(whole) ?? [];
  return { whole, kind, owner, name };
}

function phraseOf(same: readonly Part[]): string {
  const [first] = same;
  if (first === undefined || same.length === 1) return first?.whole ?? "";
  const names = same.map(({ name }) => name);
  return `${manyOf(first.kind)} ${list(names, MOST_OF_ONE)} of ${first.owner}`;
}

function withMembers(members: readonly Part[]): string {
  if (members.length === 0) return "";
  const kinds = Map.groupBy(members, ({ kind }) => kind);
  const counts = [...kinds].map(([kind, same]) => plural(same.length, kind, manyOf(kind)));
  return ` (with ${list(counts)})`;
}

/** The plural of a kind of object: `indexes`, `policies`, `columns`. */
function manyOf(kind: string): string {
  if (kind.endsWith("x")) return `${kind}es`;
  return kind.endsWith("y") ? `${kind.slice(0, -1)}ies` : `${kind}s`;
}
