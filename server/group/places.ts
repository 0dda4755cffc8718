import { shorterForm } from "./forms.ts";
import { isVarying, mayTurnOut } from "./slot.ts";
import { type Place, type Statement, type StatementTable, slotOf, withHoles } from "./statements.ts";
import { HOLE, isBesideValue, isKeptNumber, isNameLike, mayVary } from "./tokens.ts";

const PRIME_A = 0x9e3779b1;
const PRIME_B = 0x85ebca77;

/**
 * The places of changed statements that vary from statement to statement, with all statements that are equal around
 * each. Only statements as long as a changed one are looked at, token by token.
 */
export function varyingPlaces(table: StatementTable): Place[] {
  const places = new Map<number, Place[]>();
  const lengths = new Set<number>();
  for (const statement of table.changed) {
    lengths.add(statement.tokens.length);
    eachPlace(statement, (index, hash) => {
      const known = places.get(hash);
      if (known === undefined) places.set(hash, [{ index, statements: [statement] }]);
      else addTo(known, index, statement);
    });
  }
  for (const length of lengths) {
    for (const statement of table.byLength.get(length) ?? []) {
      if (table.changed.has(statement)) continue;
      eachPlace(statement, (index, hash) => {
        const place = places.get(hash)?.find((one) => isAlike(one, index, statement));
        place?.statements.push(statement);
      });
    }
  }
  return [...places.values()].flat().filter((place) => decide(table, place));
}

/** The places that waited, and turn out to vary by what was found since. */
export function turnedOutPlaces(table: StatementTable): Place[] {
  const waiting = [...table.waiting.values()];
  table.waiting.clear();
  const turnedOut: Place[] = [];
  for (const { index, statements } of waiting) {
    const place = { index, statements: statements.filter((one) => table.byText.get(one.text) === one) };
    if (decide(table, place)) turnedOut.push(place);
  }
  return turnedOut;
}

/** Whether a place varies; one of which that may turn out later waits. */
function decide(table: StatementTable, place: Place): boolean {
  const isAlone = place.statements.length < 2;
  if (isAlone && !isNameLike(place.statements[0]?.tokens[place.index]?.text ?? "")) return false;
  const isMasked = isMaskedElsewhere(table, place);
  if (isAlone && !isMasked) return false;
  const found = slotOf(place.statements, place.index, table.fillers);
  const slot = isMasked ? { ...found, values: new Set([...found.values, HOLE]) } : found;
  if (isVarying(slot)) return true;
  if (mayTurnOut(slot)) table.waiting.set(keyOf(place), place);
  return false;
}

/** Whether a value stands at a place in a text where it is one with those beside it: `Set up a (<*>)`, and `Set up <*>` for `Set up b2 (<*>)`. */
function isMaskedElsewhere({ byText }: StatementTable, { index, statements: [first] }: Place): boolean {
  if (first === undefined || !isBesideValue(first.tokens, index)) return false;
  const form = shorterForm(withHoles(first.tokens, new Set([index])));
  return form !== undefined && byText.has(form.text);
}

function keyOf({ index, statements: [first] }: Place): string {
  return `${index} ${first?.tokens.map(({ text }, at) => (at === index ? "" : text)).join(" ")}`;
}

function addTo(places: Place[], index: number, statement: Statement): void {
  const alike = places.find((place) => isAlike(place, index, statement));
  if (alike === undefined) places.push({ index, statements: [statement] });
  else alike.statements.push(statement);
}

/** Whether a statement is equal to those of a place but for its token there. */
function isAlike({ index, statements: [first] }: Place, at: number, { ids }: Statement): boolean {
  if (first === undefined || index !== at || first.ids.length !== ids.length) return false;
  for (let i = 0; i < ids.length; i++) if (i !== at && first.ids[i] !== ids[i]) return false;
  return true;
}

/** Each place whose token may vary, with a hash of the tokens around it. */
function eachPlace({ tokens, ids }: Statement, take: (index: number, hash: number) => void): void {
  let all = 0;
  for (let i = 0; i < ids.length; i++) all = (all + termOf(ids[i] ?? 0, i)) | 0;
  for (let i = 0; i < ids.length; i++) {
    // Numbers that were kept are compared with each other alone.
    const isNumber = isKeptNumber(tokens[i]?.text ?? "");
    if (!mayVary(tokens, i)) continue;
    take(i, Math.imul((all - termOf(ids[i] ?? 0, i)) ^ Math.imul(isNumber ? -i - 1 : i + 1, PRIME_A), PRIME_B));
  }
}

/** What one token adds to the hash of a statement: taking it away again gives the hash of what is around it. */
function termOf(id: number, index: number): number {
  let term = Math.imul(id ^ Math.imul(index + 1, PRIME_B), PRIME_A);
  term ^= term >>> 15;
  term = Math.imul(term, PRIME_B);
  return term ^ (term >>> 13);
}
