import { mayHoldName } from "./slot.ts";
import type { Statement } from "./statements.ts";
import { introducedBy, isBehindValue, isNameLike, mayVary, type Token } from "./tokens.ts";

/** Words, and places between marks, that have to be equal before a text is taken for a pattern's; two of them words. */
const MIN_EQUAL = 3;
const MIN_WORDS = 2;
/** Texts of one statement from which on another word at one of its places is a value, however few words are around. */
const MANY_WAYS = 6;
/** Words that a name of several words may have beyond the first, and words that must be equal around it. */
const MAX_MORE = 2;
const MIN_WORDS_AROUND_SPAN = 4;

type Pattern = { places: readonly number[]; byRest: Map<string, Found> };
/** `needsNames`: there are few words around, so that what stands at the places has to look like a name, or stand where one may. */
type Found = { statement: Statement; needsNames: boolean };

/** Statements with places that were found to vary, so that a text which differs from one at such places alone is found. */
export class Patterns {
  /** By the number of tokens, then by the places. */
  private readonly byLength = new Map<number, Map<string, Pattern>>();
  /** Lengths of which patterns are new since they were last compared with. */
  private readonly freshLengths = new Set<number>();

  add(statement: Statement): void {
    const places = [...statement.found].sort((a, b) => a - b);
    const { tokens } = statement;
    const words = wordsAround(statement, places);
    const enclosed = places.filter((place) => isEnclosed(tokens, place)).length;
    if (words < MIN_WORDS) return;
    const patterns = this.byLength.get(tokens.length) ?? new Map<string, Pattern>();
    this.byLength.set(tokens.length, patterns);
    const pattern = patterns.get(places.join()) ?? { places, byRest: new Map<string, Found>() };
    patterns.set(places.join(), pattern);
    pattern.byRest.set(restOf(statement.ids, places), { statement, needsNames: words + enclosed < MIN_EQUAL });
    this.freshLengths.add(tokens.length);
  }

  /** Has texts compared again with a statement that has got members, where there are many now and were few. */
  noteMembers({ tokens, found, members }: Statement, before: number): void {
    if (found.size > 0 && before < MANY_WAYS && members.length >= MANY_WAYS) this.freshLengths.add(tokens.length);
  }

  /** Lengths of statements that may belong to patterns which are new since the last call. */
  takeFreshLengths(): Set<number> {
    const lengths = [...this.freshLengths].flatMap((length) => [length, length + 1, length + MAX_MORE]);
    this.freshLengths.clear();
    return new Set(lengths);
  }

  /**
   * A statement among `known` to which this one belongs by words at places that vary there, the one with the fewest such places; undefined
   * where there is none.
   */
  find(statement: Statement, known: ReadonlyMap<string, Statement>): Statement | undefined {
    const found = this.patternsOf(statement.tokens.length).flatMap(({ places, byRest }) => {
      const row = byRest.get(restOf(statement.ids, places));
      const pattern = latest(row?.statement);
      const isOther = pattern !== undefined && pattern.text !== statement.text && known.get(pattern.text) === pattern;
      if (!isOther || !places.every((place) => mayVary(statement.tokens, place))) return [];
      const isSure = row?.needsNames !== true || isOneOfMany(statement, places, pattern);
      return isSure || places.every((place) => mayBeName(statement, place)) ? [pattern] : [];
    });
    return narrowest(found) ?? this.findSpan(statement, 1, known) ?? this.findSpan(statement, MAX_MORE, known);
  }

  private patternsOf(length: number): Pattern[] {
    return [...(this.byLength.get(length)?.values() ?? [])];
  }

  /** The same where a name has so many words more: `from Open vSwitch agent` and `from <*> agent`. */
  private findSpan({ tokens, ids }: Statement, more: number, known: ReadonlyMap<string, Statement>) {
    const found = this.patternsOf(tokens.length - more).flatMap(({ places, byRest }) =>
      places.flatMap((place) => {
        if (!isSpan(tokens.slice(place, place + more + 1))) return [];
        const shorter = ids.filter((_, index) => index <= place || index > place + more);
        const pattern = byRest.get(restOf(shorter, places))?.statement;
        if (pattern === undefined || known.get(pattern.text) !== pattern) return [];
        const isRestHoles = places.every(
          (other) => other === place || tokens[other < place ? other : other + more]?.kind === "hole",
        );
        return isRestHoles && wordsAround(pattern, places) >= MIN_WORDS_AROUND_SPAN ? [pattern] : [];
      }),
    );
    return narrowest(found);
  }
}

/** Whether a text says at one place alone what others say in many ways. */
function isOneOfMany({ tokens }: Statement, places: readonly number[], { members }: Statement): boolean {
  return members.length >= MANY_WAYS && places.filter((place) => tokens[place]?.kind !== "hole").length < 2;
}

function mayBeName({ tokens }: Statement, place: number): boolean {
  const { kind, text = "" } = tokens[place] ?? {};
  if (kind === "hole" || isNameLike(text) || isBehindValue(tokens, place)) return true;
  return mayHoldName(tokens[place - 1], tokens[place + 1], introducedBy(tokens, place));
}

/** The statement that the members of one are at. */
function latest(statement: Statement | undefined): Statement | undefined {
  let at = statement;
  while (at?.movedTo !== undefined) at = at.movedTo;
  return at;
}

/** The statement with the fewest places that vary; of equally many, the first by its text, so that the order does not matter. */
function narrowest([first, ...others]: readonly Statement[]): Statement | undefined {
  return others.reduce(
    (best, one) =>
      best === undefined ||
      one.found.size < best.found.size ||
      (one.found.size === best.found.size && one.text < best.text)
        ? one
        : best,
    first,
  );
}

/** Words of a name, the first of which looks like one. */
function isSpan([first, ...others]: readonly Token[]): boolean {
  if (first?.kind !== "word" || !(isNameLike(first.text) || /^[A-Z][a-z]/.test(first.text))) return false;
  return others.every(({ kind, text }) => kind === "word" && !/^[a-z]+$/.test(text));
}

function wordsAround({ tokens }: Statement, places: readonly number[]): number {
  return tokens.filter(({ kind }, index) => kind === "word" && !places.includes(index)).length;
}

/** Between two marks, as `[x]`. */
function isEnclosed(tokens: Statement["tokens"], place: number): boolean {
  return tokens[place - 1]?.kind === "mark" && tokens[place + 1]?.kind === "mark";
}

/** The tokens around these places. */
function restOf(ids: Int32Array, places: readonly number[]): string {
  let rest = "";
  let next = 0;
  ids.forEach((id, index) => {
    if (places[next] === index) next++;
    else rest += String.fromCharCode(id & 0x7fff, id >>> 15);
  });
  return rest;
}
