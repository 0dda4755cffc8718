import { METHOD, OBJECT, wordsThatMean } from "./words.ts";

/** A request's method is what it is. */
export const METHODS: ReadonlySet<string> = wordsThatMean(METHOD);
/** What joins the parts of a name. */
export const COMPOUND = /[./]/;
/** States and their opposites: a word of these says what happened. */
export const STATES: ReadonlySet<string> = words(
  "on off up down open opened closed enabled disabled enable disable start stop started stopped success failure succeeded failed " +
    "yes no ok error warning active inactive online offline connected disconnected startup shutdown begin end enter exit entered " +
    "exited allow deny accepted rejected granted denied read write input output unavailable forbidden unauthorized timeout found missing unknown",
);
/** Parts that systems are made of: which one failed is the point of the message. */
export const PARTS: ReadonlySet<string> = words(
  "database postgres postgresql mysql redis kafka rabbitmq mongodb elasticsearch memcached cache queue broker proxy primary " +
    "replica master slave leader follower api gateway storage bucket dns smtp ldap vault consul etcd zookeeper nginx",
);

/** Kinds of things: which kind it is tells statements apart, `permission denied for table <*>` and `… for type <*>`. */
export const KINDS: ReadonlySet<string> = new Set([
  ...wordsThatMean(OBJECT),
  ...words("file directory folder line page block aggregate collation conversion language variable argument property"),
]);

/** Whether a word that was found to be a value is no state, method or part of a system, so that it is one wherever it stands. */
export function isNameOfValue(word: string): boolean {
  const last = lastWord(word);
  return !STATES.has(last) && !PARTS.has(last) && !METHODS.has(last) && !isVerbForm(word) && /[A-Za-z]{2}/.test(word);
}

/**
 * `EUR/CHF` and `EUR/USD`, `load_orders.load` and `digest.load`: compound names that share where they come from or what they are. Not
 * where a part says what happened: `order.created`, `intent.SCREEN_ON`.
 */
export function areKin(names: readonly string[]): boolean {
  const parts = names.map((name) => name.split(COMPOUND));
  if (names.length < 2 || parts.some((own) => own.length < 2 || own.some(saysWhatHappened))) return false;
  return new Set(parts.map((own) => own[0])).size === 1 || new Set(parts.map((own) => own.at(-1))).size === 1;
}

/** `LNKA`, `LNKB`, or `A`, `B`: names that differ in a last capital alone. */
export function isEnumeration(names: readonly string[]): boolean {
  const [first] = names;
  if (first === undefined || names.length < 2) return false;
  const isNumbered = (name: string) => /^(?:[A-Za-z]{2,}[-_]?)?[A-Z]$/.test(name);
  return names.every((name) => isNumbered(name) && name.slice(0, -1) === first.slice(0, -1));
}

function saysWhatHappened(part: string): boolean {
  return STATES.has(part.toLowerCase()) || part.endsWith("ed") || (part.includes("_") && part === part.toUpperCase());
}

/** `Started`, `resuming`, `Link Detected`: a word that says what happened, or a phrase that ends with one. */
export function isVerbForm(name: string): boolean {
  return /(?:^| )[A-Za-z][a-z]{2,}(?:ed|ing)$/.test(name);
}

/** In lower case. */
export function lastWord(name: string): string {
  return name.slice(name.lastIndexOf(" ") + 1).toLowerCase();
}

function words(list: string): ReadonlySet<string> {
  return new Set(list.split(" "));
}
