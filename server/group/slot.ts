import { HOLE, isNameLike, type Token } from "./tokens.ts";

/** The values that one place of otherwise equal keys takes. */
export type Slot = {
  values: ReadonlySet<string>;
  before: Token | undefined;
  after: Token | undefined;
  constants: number;
};

const THRESHOLD = 1.75;

/** Nouns that announce a name: what follows is that thing's name. */
const NOUNS = words(
  "user users account client host hostname node server service daemon device interface file directory folder domain " +
    "container pod instance worker thread process job task queue topic channel partition volume disk package class bean " +
    "plugin bundle handler listener address peer broker region zone cluster session login name id principal owner group " +
    "tag label program application app activity intent component provider receiver backend proxy upstream pool keyspace shard",
);
const PREPOSITIONS = words("for from to by via with on at of in into onto using against under");
/** After a word that `to` introduces, these show that it was a verb. */
const DETERMINERS = words("the a an this that these its any all");
/** States and their opposites: a word of these says what happened. */
const STATES = words(
  "on off up down open opened closed enabled disabled enable disable start stop started stopped success failure succeeded failed " +
    "yes no ok error warning active inactive online offline connected disconnected startup shutdown begin end enter exit entered " +
    "exited allow deny accepted rejected granted denied read write input output",
);
/** Parts that systems are made of: which one failed is the point of the message. */
const PARTS = words(
  "database postgres postgresql mysql redis kafka rabbitmq mongodb elasticsearch memcached cache queue broker proxy primary " +
    "replica master slave leader follower api gateway storage bucket dns smtp ldap vault consul etcd zookeeper nginx",
);

/** Whether the place varies from entry to entry, rather than telling statements apart. */
export function isVarying(slot: Slot): boolean {
  return scoreOf(slot) >= THRESHOLD;
}

function scoreOf({ values, before, after, constants }: Slot): number {
  const names = [...values].filter((value) => value !== HOLE);
  if (names.length === 0 || constants < 1) return 0;
  if (names.filter((name) => PARTS.has(name.toLowerCase())).length * 2 >= names.length) return 0;
  const count = values.size;
  let score = count >= 10 ? 1.5 : count >= 5 ? 1 : count >= 3 ? 0.5 : 0;
  if (names.length < values.size && constants >= 3) score += 1.5;
  score += ofContext(before, after);
  score += ofShape(names);
  if (constants >= 4) score += 0.5;
  if (constants < 2) score -= 0.5;
  return score;
}

function ofContext(before: Token | undefined, after: Token | undefined): number {
  const word = before?.kind === "word" ? before.text.toLowerCase() : "";
  if (NOUNS.has(word)) return 1.75;
  if (!PREPOSITIONS.has(word)) return 0;
  const next = after?.kind === "word" ? after.text.toLowerCase() : "";
  if (word === "to" && (DETERMINERS.has(next) || after?.kind !== "mark")) return DETERMINERS.has(next) ? -1 : 0.5;
  return PREPOSITIONS.has(next) ? 1.5 : 1.25;
}

function ofShape(names: string[]): number {
  const nameLike = names.filter(isNameLike).length / names.length;
  const verbs = names.filter(isVerbForm).length / names.length;
  const isState = verbs >= 0.5 || names.some((name) => STATES.has(name.toLowerCase()));
  const isConstant = names.every((name) => name.length > 2 && name === name.toUpperCase());
  return (nameLike >= 0.75 ? 1 : 0) - (isState ? 1.5 : 0) - (isConstant ? 1 : 0);
}

/** `Started`, `resuming`: a word that says what happened. */
function isVerbForm(name: string): boolean {
  return /^[A-Za-z][a-z]{2,}(?:ed|ing)$/.test(name);
}

function words(list: string): ReadonlySet<string> {
  return new Set(list.split(" "));
}
