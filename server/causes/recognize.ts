import type { Cause, Sign } from "../../shared/cause.ts";
import type { ErrorEvent } from "../../shared/events.ts";
import { type FamilyId, layerOf, layerRank } from "../../shared/families.ts";
import type { Slots } from "../../shared/group.ts";
import { remembering } from "../../shared/memo.ts";
import { endOfStack, knownStarts } from "../../shared/stack-start.ts";
import { CAUSES } from "./index.ts";
import { type LiteralIndex, literalIndex, ownersIn } from "./literal-index.ts";
import { requiredLiterals } from "./literals.ts";

/** The parts of an event that its family is read from. */
export type Recognizable = Pick<
  ErrorEvent,
  "message" | "text" | "exceptions" | "sqlstate" | "helpCode" | "origin" | "isBoot" | "kind" | "request" | "severity"
>;

export type Recognition = {
  family: FamilyId;
  slots: Slots;
  /** Log-odds of the sign that matched, 1 … 4. */
  weight: number;
  /** Its place in the cause's `signs`. */
  sign: number;
};

const MAX_SLOT_LENGTH = 200;
/** Texts up to this many characters are remembered whole. */
const LONGEST_SHORT = 600;
/** Signs below this weight are hints. */
const MIN_DECISIVE_WEIGHT = 2;
const CODE_BONUS = 1.5;
const MAX_CODE_STRENGTH = 3.5;
/** Codes that a client gives whatever the server said: PDO calls each connection that it did not get 08006. */
const OF_CLIENT = /^08/;
/** What SQLAlchemy prints before the error that a rolled back session hides. */
const INNER_ERROR = "Original exception was:";

/**
 * The failure family that an event shows, with its identity slots; undefined for text that shows none. What lies
 * innermost is asked first (the error behind a rolled back session, the message, exceptions from the first raised
 * outwards), the whole text last. Within one of them the greater weight wins, then the earlier layer, then the order
 * of the list. Echoes and hints are answers only where nothing says more.
 */
export function recognize(event: Recognizable): Recognition | undefined {
  let inner: Recognition | undefined;
  let outer: Recognition | undefined;
  for (const view of views(event)) {
    const found = best(view, event);
    if (found === undefined) continue;
    if (!isVague(found)) return found;
    if (view.isWhole || found.family === "echo.http-error") outer ??= found;
    else inner ??= found;
  }
  return inner ?? ofException(event) ?? ofRequest(event) ?? outer;
}

/**
 * Whether an event's family is decided by its message, its first exception's type, its SQLSTATE, its origin and whether it is of a
 * start, and by nothing else that it says. The event is of no request.
 */
export function isDecidedByMessage(event: Recognizable): boolean {
  if (event.request !== undefined || mayHideAnother(event)) return false;
  const found = best(messageView(event), event);
  return found !== undefined && !isVague(found);
}

/** Whether a text may hold an error that is asked before its message is. */
export function mayHideAnother({ text }: Recognizable): boolean {
  return text.includes(INNER_ERROR);
}

/** Echoes, and signs that are only hints: they lose against whatever names a failure. */
function isVague(found: Recognition): boolean {
  return isEcho(found.family) || found.weight < MIN_DECISIVE_WEIGHT;
}

/** A text to look at, with the exception types and the SQLSTATE that belong to it. */
type View = { text: string; types: string[]; sqlstate: string | undefined; isWhole: boolean };

function* views(event: Recognizable): Generator<View> {
  const inner = event.text.indexOf(INNER_ERROR);
  if (inner >= 0) yield viewOf(event.text.slice(inner + INNER_ERROR.length));
  yield messageView(event);
  const [first, ...outer] = event.exceptions;
  if (first !== undefined && !event.message.includes(first.message)) yield viewOf(first.message);
  for (const link of outer) yield viewOf(`${link.type}: ${link.message}`, link.type);
  if (event.text !== event.message) yield { ...viewOf(event.text), isWhole: true };
}

function messageView({ message, exceptions, sqlstate }: Recognizable): View {
  const [first] = exceptions;
  return { text: message, types: first === undefined ? [] : [first.type], sqlstate, isWhole: false };
}

function viewOf(text: string, ...types: string[]): View {
  return { text, types, sqlstate: undefined, isWhole: false };
}

/** `strength` is the weight, more for a SQLSTATE: a code is surer than words, but for words that leave no doubt. */
type Match = Recognition & { strength: number; rank: number; isText: boolean };

function best(view: View, event: Recognizable): Recognition | undefined {
  const numbers = candidates(view);
  if (numbers.length === 0) return undefined;
  const matches: Match[] = [];
  for (const number of numbers) {
    const match = matchOf(SIGNS[number], view, event);
    if (match !== undefined) matches.push(match);
  }
  if (matches.length > 1) matches.sort(byStrength);
  const [winner] = matches;
  if (winner === undefined) return undefined;
  const { family, slots, weight, sign } = matches.find((match) => isFuller(match, winner)) ?? winner;
  return { family, slots: isEcho(family) ? withRequest(slots, event) : slots, weight, sign };
}

/** Whether a text names more than the code or class that decided for the same family. */
function isFuller(match: Match, winner: Match): boolean {
  const isMore = Object.keys(match.slots).length > Object.keys(winner.slots).length;
  return !winner.isText && match.isText && match.family === winner.family && isMore;
}

/** The strongest first, then the earliest layer; echoes last. */
function byStrength(a: Match, b: Match): number {
  return Number(isEcho(a.family)) - Number(isEcho(b.family)) || b.strength - a.strength || a.rank - b.rank;
}

/** The numbers of the signs that may match, ascending. */
function candidates(view: View): readonly number[] {
  const inText = namedInText(view.text);
  const byCode = view.sqlstate === undefined ? undefined : BY_SQLSTATE.get(view.sqlstate);
  const inTypes = view.types.length === 1 ? namedInType(view.types[0] ?? "") : view.types.flatMap(namedInType);
  if (byCode === undefined && inTypes.length === 0) return inText;
  return [...new Set([...inText, ...inTypes, ...(byCode ?? [])])].sort((a, b) => a - b);
}

type KnownSign = { cause: Cause; sign: Sign; place: number; rank: number };

/** The match of one sign: every condition that it states must hold. */
function matchOf(known: KnownSign | undefined, view: View, event: Recognizable): Match | undefined {
  if (known === undefined) return undefined;
  const { cause, sign, place, rank } = known;
  if (sign.only !== undefined && !(sign.only === "boot" ? event.isBoot : event.origin === sign.only)) return undefined;
  if (sign.sqlstate !== undefined && !hasSqlstate(sign, view, event)) return undefined;
  if (sign.exception !== undefined && !view.types.some((type) => sign.exception?.test(type))) return undefined;
  const text = sign.text?.exec(view.text);
  if (text === null) return undefined;
  const slots = { ...cleanSlots(text?.groups ?? {}), ...sign.slots };
  const isText = sign.text !== undefined;
  const isCode = sign.sqlstate !== undefined && !isText;
  const isOfServer = isCode && !OF_CLIENT.test(sign.sqlstate ?? "");
  const strength = isOfServer ? Math.min(MAX_CODE_STRENGTH, sign.weight + CODE_BONUS) : sign.weight;
  return { family: cause.id, slots, weight: sign.weight, sign: place, strength, rank, isText };
}

/** A sign with a text agrees with an event that has no SQLSTATE; one without a text needs it. */
function hasSqlstate(sign: Sign, view: View, event: Recognizable): boolean {
  if (sign.text === undefined) return view.sqlstate === sign.sqlstate;
  const stated = event.sqlstate;
  return stated === undefined || stated === sign.sqlstate || OF_CLIENT.test(stated);
}

/** Slot values as the text has them, a stray line break included (it may be the mistake); absent ones are left out. */
function cleanSlots(groups: Record<string, string | undefined>): Slots {
  const slots: Slots = {};
  for (const [name, value] of Object.entries(groups)) {
    if (value !== undefined && value !== "") slots[name] = value.slice(0, MAX_SLOT_LENGTH);
  }
  return slots;
}

/** A request that the edge or the server answered with 5xx, where no text says more. */
function ofRequest(event: Recognizable): Recognition | undefined {
  if (event.request === undefined || (event.request.status ?? 0) < 500) return undefined;
  return { family: "echo.http-error", slots: withRequest({}, event), weight: 1, sign: 0 };
}

/** Method, route and status are identity of an echo: each failing route is its own symptom. */
function withRequest(slots: Slots, event: Recognizable): Slots {
  const { request } = event;
  if (request === undefined) return slots;
  const status: Slots = request.status === undefined ? {} : { status: String(request.status) };
  return { ...slots, method: request.method, route: request.route, ...status };
}

/** An exception that no family knows, named by its type and the innermost frame of the app's own code. */
function ofException(event: Recognizable): Recognition | undefined {
  const link = event.exceptions.find((each) => each.frames.length > 0);
  if (link === undefined) return undefined;
  const frame = link.frames.findLast((each) => each.isOwn) ?? link.frames.at(-1);
  const slots = cleanSlots({ exception: link.type, function: frame?.function, file: frame?.file });
  return { family: "code.unhandled-exception", slots, weight: 1, sign: 0 };
}

function isEcho(family: FamilyId): boolean {
  return layerOf(family) === "echo";
}

const SIGNS: readonly KnownSign[] = CAUSES.flatMap((cause) =>
  cause.signs.map((sign, place) => ({ cause, sign, place, rank: layerRank(cause.id) })),
);

const BY_TEXT = indexOf((sign) => sign.text);
const BY_TYPE = indexOf((sign) => (sign.text === undefined ? sign.exception : undefined));
const BY_SQLSTATE = bySqlstate();

/** Messages and types come again and again. */
const namedInShort = remembering((text) => ownersIn(BY_TEXT, text), 2000, LONGEST_SHORT);
const namedInStart = knownStarts((start) => ownersIn(BY_TEXT, start));
const namedInType = remembering((type) => ownersIn(BY_TYPE, type));

/** No literal goes on in a next line: those of a text are those of its start and those of the lines behind it. */
function namedInText(text: string): readonly number[] {
  if (text.length <= LONGEST_SHORT) return namedInShort(text);
  const end = endOfStack(text);
  const inStart = namedInStart(text, end);
  if (inStart === undefined) return ownersIn(BY_TEXT, text);
  const behind = ownersIn(BY_TEXT, text.slice(end));
  return inStart.length === 0 ? behind : [...new Set([...inStart, ...behind])].sort((a, b) => a - b);
}

/** Signs by the literals of one of their patterns. Signs without such literals are never candidates; a test names them. */
function indexOf(patternOf: (sign: Sign) => RegExp | undefined): LiteralIndex {
  const entries = SIGNS.flatMap(({ sign }, owner) => {
    const pattern = patternOf(sign);
    const literals = pattern === undefined ? [] : (requiredLiterals(pattern) ?? []);
    return literals.map((literal) => ({ literal, owner }));
  });
  return literalIndex(entries);
}

/** Signs that a SQLSTATE alone recognises. */
function bySqlstate(): Map<string, number[]> {
  const numbers = new Map<string, number[]>();
  SIGNS.forEach(({ sign }, number) => {
    if (sign.sqlstate === undefined || sign.text !== undefined) return;
    numbers.set(sign.sqlstate, [...(numbers.get(sign.sqlstate) ?? []), number]);
  });
  return numbers;
}
