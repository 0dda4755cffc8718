import { NOUNS, PREPOSITIONS } from "./announcing.ts";
import { areKin, COMPOUND, isEnumeration, isVerbForm, KINDS, lastWord, METHODS, PARTS, STATES } from "./name-words.ts";
import { HOLE, isKeptNumber, isNameLike, type Token } from "./tokens.ts";

/** The values that one place of otherwise equal keys takes. */
export type Slot = {
  values: ReadonlySet<string>;
  before: Token | undefined;
  after: Token | undefined;
  /** The nearest word before, with nothing but marks that introduce a value between: `user: [x`. */
  noun: string;
  constants: number;
  /** Those that are no keys: beside `key=value` alone, what stands in quotes is the message itself. */
  plainConstants: number;
  /** In quotes: only many different names show that it varies. */
  isQuoted: boolean;
  /** Named as an object of a database or of code, or as what is not there. */
  isAbout: boolean;
  /** What a key is said to be, `reason=x`. */
  isOfKey: boolean;
  /** In brackets before a value that belongs to it: `[x:<*>]`. */
  isOfValue: boolean;
  /** Behind a value that it belongs to: `<*>:x`. */
  isBehindValue: boolean;
  /** Before the only value that the text ends with: `x = <*>`. */
  isOnlyKey: boolean;
  /** In a text that says that something went wrong. */
  isOfFailure: boolean;
  /** Words that were found to be values elsewhere. */
  fillers: ReadonlySet<string>;
};

const THRESHOLD = 1.75;
/** Different names in quotes at one place of otherwise equal texts from which on they are values, not each a mistake of its own. */
const MANY_NAMES = 4;
/** The same for texts that tell of no failure, and where nothing but names stands there. */
const MANY_NAMES_OF_SUCCESS = 3;
const MANY_SURE_NAMES_OF_SUCCESS = 2;
/** The same where a single word stands beside: `Configuring 'x'`. */
const MANY_NAMES_OF_ONE_WORD = 8;
/** Different words at one place that are values, whatever they are: no program has as many statements that differ in a word. */
const MANY_WORDS = 12;
/** Different kept numbers at one place from which on they are values: a program has no more ways to exit, nor signals that end it. */
const MANY_NUMBERS = 24;

/** Different words behind one key and `=` of otherwise equal texts from which on they are values; more where the key tells a mistake. */
const MANY_WORDS_OF_KEY = 3;
const MANY_MISTAKES_OF_KEY = 6;
const MISTAKE_KEYS = words("error err reason cause exception exc errno result");

/** Words that have to be equal around several names that nouns announce. */
const MIN_AROUND_ANNOUNCED = 4;

/** After a word that `to` introduces, these show that it was a verb. */
const DETERMINERS = words("the a an this that these its any all");

/** Whether the place varies from entry to entry, rather than telling statements apart. */
export function isVarying(slot: Slot): boolean {
  if ([...slot.values].every(isKeptNumber)) return slot.values.size >= MANY_NUMBERS;
  if (slot.isQuoted) return hasManyNames(slot);
  return slot.isOfKey ? hasManyWords(slot) : scoreOf(slot) >= THRESHOLD;
}

/** What a key is said to be, where several different words were seen. */
function hasManyWords({ values, constants, noun }: Slot): boolean {
  const isRequest = [...values].some((value) => METHODS.has(value.toLowerCase()));
  const many = MISTAKE_KEYS.has(noun.toLowerCase()) ? MANY_MISTAKES_OF_KEY : MANY_WORDS_OF_KEY;
  return values.size >= many && constants >= 2 && !isRequest;
}

/** Whether a place would vary if all its names were found to be values elsewhere. */
export function mayTurnOut(slot: Slot): boolean {
  return isVarying({ ...slot, fillers: slot.values });
}

/** What is a name and no mask; none where a place tells statements apart by itself. */
export function namesOf({ values, constants }: Slot): string[] {
  const names = [...values].filter((value) => value !== HOLE);
  const parts = names.filter((name) => PARTS.has(lastWord(name)) || KINDS.has(name.toLowerCase()));
  const areKinds = names.length > 1 && names.every((name) => NOUNS.has(name.toLowerCase()));
  return constants < 1 || areKinds || parts.length * 2 >= names.length ? [] : names;
}

function hasManyNames(slot: Slot): boolean {
  const names = namesOf(slot);
  const isOneWordEnough = !slot.isOfFailure && names.length >= MANY_NAMES_OF_ONE_WORD;
  if (
    slot.plainConstants < (isOneWordEnough ? 1 : 2) ||
    names.some((name) => STATES.has(name.toLowerCase()) || METHODS.has(name.toLowerCase()))
  ) {
    return false;
  }
  return (
    names.length >= manyNames(names, slot) ||
    (names.length > 0 && (names.length < slot.values.size || areFillers(names, slot)))
  );
}

function manyNames(names: readonly string[], { isOfFailure }: Slot): number {
  if (isOfFailure) return MANY_NAMES;
  return names.every(isNameLike) ? MANY_SURE_NAMES_OF_SUCCESS : MANY_NAMES_OF_SUCCESS;
}

/** Two names and more that are all values elsewhere. */
function areFillers(names: readonly string[], { fillers }: Slot): boolean {
  return names.length > 1 && names.every((name) => fillers.has(name));
}

function scoreOf(slot: Slot): number {
  const { values, before, after, noun, constants } = slot;
  const names = namesOf(slot);
  if (names.length === 0) return 0;
  const count = values.size;
  let score =
    count >= MANY_WORDS && constants >= 2 ? 1.75 : count >= 10 ? 1.5 : count >= 5 ? 1.25 : count >= 3 ? 0.5 : 0;
  if (names.length < values.size && constants > 1) score += constants > 2 || names.every(isNameLike) ? 1.5 : 0.5;
  score += Math.max(ofContext(before, after), NOUNS.has(noun.toLowerCase()) ? 1.75 : 0);
  const hasList = names.some((name) => name.includes(","));
  if (before?.text === "[" && after?.text === "]")
    score += hasList || names.some((name) => name.includes(" ")) ? 1.75 : 0.75;
  else if (hasList) score += 1.25;
  else if (before?.text === "(" && after?.text === ")") score += 0.5;
  if (slot.isOfValue || (slot.isBehindValue && names.some(isNameLike))) score += 1.75;
  if (slot.isOnlyKey) score += 0.5;
  if (areFillers(names, slot)) score += 1.25;
  score += ofShape(names, slot);
  if (!slot.isAbout && areKin(names)) score += 0.75;
  if (constants >= 4) score += 0.5;
  if (constants < 2) score -= 0.5;
  return score;
}

/** Whether a noun says that a name follows, so that two different ones are enough, however many places differ. */
export function isAnnounced({ noun, isQuoted, isAbout, constants }: Slot): boolean {
  return NOUNS.has(noun.toLowerCase()) && !isQuoted && !isAbout && constants >= MIN_AROUND_ANNOUNCED;
}

/** Whether what stands around a place announces a name. */
export function mayHoldName(before: Token | undefined, after: Token | undefined, noun: string): boolean {
  const marks = `${before?.text}${after?.text}`;
  return ofContext(before, after) > 0 || NOUNS.has(noun.toLowerCase()) || marks === "[]" || marks === "()";
}

function ofContext(before: Token | undefined, after: Token | undefined): number {
  const word = before?.kind === "word" ? before.text.toLowerCase() : "";
  if (NOUNS.has(word)) return 1.75;
  if (!PREPOSITIONS.has(word)) return 0;
  const next = after?.kind === "word" ? after.text.toLowerCase() : "";
  if (word === "to" && (DETERMINERS.has(next) || after?.kind !== "mark")) return DETERMINERS.has(next) ? -1 : 0.5;
  return PREPOSITIONS.has(next) ? 1.5 : 1.25;
}

function ofShape(names: string[], slot: Slot): number {
  // Of a phrase one word has to look like a name: `Bad Gateway` may be a reason.
  const nameLike = names.filter((name) => name.split(" ").some(isNameLike)).length / names.length;
  const verbs = names.filter(isVerbForm).length / names.length;
  const isState = (verbs >= 0.5 && !slot.isOfValue) || names.some((name) => STATES.has(lastWord(name)));
  if (isEnumeration(names)) return 1.25;
  const isConstant = names.every((name) => name.length > 2 && name === name.toUpperCase() && !COMPOUND.test(name));
  return (
    (nameLike >= 0.75 ? 1 : 0) -
    (isState ? 1.5 : 0) -
    (isConstant && !areFillers(names, slot) && !isAnnounced(slot) ? 1 : 0)
  );
}

function words(list: string): ReadonlySet<string> {
  return new Set(list.split(" "));
}
