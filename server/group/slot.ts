import { NOUNS, PREPOSITIONS } from "./announcing.ts";
import { HOLE, isKeptNumber, isNameLike, type Token } from "./tokens.ts";
import { METHOD, wordsThatMean } from "./words.ts";

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
const MANY_NAMES = 5;
/** The same for texts that tell of no failure, and where nothing but names stands there. */
const MANY_NAMES_OF_SUCCESS = 3;
const MANY_SURE_NAMES_OF_SUCCESS = 2;
/** Different words at one place that are values, whatever they are: no program has as many statements that differ in a word. */
const MANY_WORDS = 12;
/** Different kept numbers at one place from which on they are values: few programs have as many ways to exit. */
const MANY_NUMBERS = 5;

/** Different words behind one key and `=` of otherwise equal texts from which on they are values; more where the key tells a mistake. */
const MANY_WORDS_OF_KEY = 3;
const MANY_MISTAKES_OF_KEY = 6;
const MISTAKE_KEYS = words("error err reason cause exception exc errno result");

/** A request's method is what it is. */
const METHODS = wordsThatMean(METHOD);
/** What joins the parts of a name. */
const COMPOUND = /[./]/;
/** After a word that `to` introduces, these show that it was a verb. */
const DETERMINERS = words("the a an this that these its any all");
/** States and their opposites: a word of these says what happened. */
export const STATES = words(
  "on off up down open opened closed enabled disabled enable disable start stop started stopped success failure succeeded failed " +
    "yes no ok error warning active inactive online offline connected disconnected startup shutdown begin end enter exit entered " +
    "exited allow deny accepted rejected granted denied read write input output unavailable forbidden unauthorized timeout found missing unknown",
);
/** Parts that systems are made of: which one failed is the point of the message. */
const PARTS = words(
  "database postgres postgresql mysql redis kafka rabbitmq mongodb elasticsearch memcached cache queue broker proxy primary " +
    "replica master slave leader follower api gateway storage bucket dns smtp ldap vault consul etcd zookeeper nginx",
);

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
  const parts = names.filter((name) => PARTS.has(lastWord(name)));
  return constants < 1 || parts.length * 2 >= names.length ? [] : names;
}

function hasManyNames(slot: Slot): boolean {
  const names = namesOf(slot);
  if (
    slot.plainConstants < 2 ||
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
  if (names.length < values.size && (constants >= 3 || (constants === 2 && names.every(isNameLike)))) score += 1.5;
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

/** Whether a word that was found to be a value is no state, method or part of a system, so that it is one wherever it stands. */
export function isNameOfValue(word: string): boolean {
  const last = lastWord(word);
  return !STATES.has(last) && !PARTS.has(last) && !METHODS.has(last) && !isVerbForm(word) && /[A-Za-z]{2}/.test(word);
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
  return (nameLike >= 0.75 ? 1 : 0) - (isState ? 1.5 : 0) - (isConstant && !areFillers(names, slot) ? 1 : 0);
}

/**
 * `EUR/CHF` and `EUR/USD`, `load_orders.load` and `digest.load`: compound names that share where they come from or what they are. Not
 * where a part says what happened: `order.created`, `intent.SCREEN_ON`.
 */
function areKin(names: readonly string[]): boolean {
  const parts = names.map((name) => name.split(COMPOUND));
  if (names.length < 2 || parts.some((own) => own.length < 2 || own.some(saysWhatHappened))) return false;
  return new Set(parts.map((own) => own[0])).size === 1 || new Set(parts.map((own) => own.at(-1))).size === 1;
}

/** `LNKA`, `LNKB`, or `A`, `B`: names that differ in a last capital alone. */
function isEnumeration(names: readonly string[]): boolean {
  const [first] = names;
  if (first === undefined || names.length < 2) return false;
  const isNumbered = (name: string) => /^(?:[A-Za-z]{2,})?[A-Z]$/.test(name);
  return names.every((name) => isNumbered(name) && name.slice(0, -1) === first.slice(0, -1));
}

function saysWhatHappened(part: string): boolean {
  return STATES.has(part.toLowerCase()) || part.endsWith("ed") || (part.includes("_") && part === part.toUpperCase());
}

/** `Started`, `resuming`, `Link Detected`: a word that says what happened, or a phrase that ends with one. */
function isVerbForm(name: string): boolean {
  return /(?:^| )[A-Za-z][a-z]{2,}(?:ed|ing)$/.test(name);
}

/** In lower case. */
function lastWord(name: string): string {
  return name.slice(name.lastIndexOf(" ") + 1).toLowerCase();
}

function words(list: string): ReadonlySet<string> {
  return new Set(list.split(" "));
}
