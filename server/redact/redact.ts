import { endOfStack, knownStarts } from "../../shared/stack-start.ts";
import { MARK, markOf } from "./mark.ts";
import { readPattern } from "./pattern.ts";
import { quickLook } from "./quick-look.ts";
import type { Rule } from "./rule.ts";
import { RULES } from "./rules/index.ts";

export type RedactSettings = {
  /** Known to this installation alone; without one, what could be guessed is marked by its kind only. */
  key?: string | undefined;
  /** Whether e-mail addresses are secrets too. Default false. */
  email?: boolean | undefined;
  /** Whether IP addresses are secrets too. Default false. */
  ip?: boolean | undefined;
};

/** The text with each secret replaced by its mark, and how many of each kind were replaced. */
export type Redacted = { text: string; counts: Record<string, number> };

export type Redact = (text: string) => Redacted;

/** A text is looked through again until nothing is found, which takes two rounds; more than this never occurred. */
const MAX_ROUNDS = 5;
/** Shorter texts are looked through as quickly as a stack is found in them. */
const MIN_TEXT_WITH_STACK = 300;
const NOTHING: Readonly<Record<string, number>> = Object.freeze({});
const NO_RULES: readonly Rule[] = [];

/**
 * A function that replaces secrets in a text by marks. The same text gives the same text; what is marked already stays as
 * it is. A text without secrets costs one look and comes back itself.
 */
export function createRedact(settings: RedactSettings = {}): Redact {
  return redactBy(RULES_FOR[`${settings.email === true}-${settings.ip === true}`], settings.key);
}

/** A function that replaces what some of the rules find, of those that may find something in a text. */
export function redactBy(rulesFor: RulesFor, key?: string): Redact {
  return (text) => {
    const rules = rulesFor(text);
    if (rules.length === 0) return { text, counts: NOTHING };
    const counts: Record<string, number> = {};
    let current = text;
    for (let round = 0; round < MAX_ROUNDS; round += 1) {
      const next = redactOnce(current, round === 0 ? rules : rulesFor(current), key, counts);
      if (next === current) break;
      current = next;
    }
    return { text: current, counts };
  };
}

/** The rules that may find something in a text; none for most texts. */
export type RulesFor = (text: string) => readonly Rule[];

/** Made ready when they are first asked, which takes some milliseconds, and then for all. */
const RULES_FOR: Record<`${boolean}-${boolean}`, RulesFor> = {
  "false-false": onceAsked(() => prepare()),
  "true-false": onceAsked(() => prepare("email")),
  "false-true": onceAsked(() => prepare("ip")),
  "true-true": onceAsked(() => prepare("email", "ip")),
};

function onceAsked(make: () => RulesFor): RulesFor {
  let made: RulesFor | undefined;
  return (text) => {
    made ??= make();
    return made(text);
  };
}

/** One quick look for all rules, which ends it for most texts; then two expressions, each in its own case. */
function prepare(...settings: ("email" | "ip")[]): RulesFor {
  const all = RULES.filter(({ setting }) => setting === undefined || settings.includes(setting));
  const [anyCase, exact] = [all.filter((rule) => rule.headIgnoresCase), all.filter((rule) => !rule.headIgnoresCase)];
  const [headsOfAnyCase, headsOfExact] = [headsOf(anyCase), headsOf(exact)];
  const { finds, look } = quickLook([
    ...headsOfAnyCase.map((head) => readPattern(head, true)),
    ...headsOfExact.map((head) => readPattern(head, false)),
  ]);
  const lookedAt = knownStarts(look);
  const [anyCaseHead, exactHead] = [new RegExp(headsOfAnyCase.join("|"), "i"), new RegExp(headsOfExact.join("|"))];
  return (text) => {
    const end = text.length < MIN_TEXT_WITH_STACK ? 0 : endOfStack(text);
    if (!finds(text, end, lookedAt(text, end))) return NO_RULES;
    const isAnyCase = anyCaseHead.test(text);
    if (exactHead.test(text)) return isAnyCase ? all : exact;
    return isAnyCase ? anyCase : NO_RULES;
  };
}

function headsOf(rules: readonly Rule[]): string[] {
  return [...new Set(rules.map(({ head }) => head))];
}

/** Replaces secrets with the rules that need no setting and no key. */
export const redact: Redact = createRedact();

/** Whether a text was told to hold nothing that any rule begins to look for, and with it every part of it (see `isPartOf`). */
export function isWithoutHeads({ counts }: Redacted): boolean {
  return counts === NOTHING;
}

/**
 * Whether a text is a part of another, cut where heads do not look: those that look behind themselves begin with a digit. A
 * part of a text without heads has none.
 */
export function isPartOf(part: string, whole: string): boolean {
  const first = part.charCodeAt(0);
  return !(first >= 0x30 && first <= 0x39) && whole.includes(part);
}

type Span = { from: number; to: number; rule: Rule };

function redactOnce(
  text: string,
  rules: readonly Rule[],
  key: string | undefined,
  counts: Record<string, number>,
): string {
  const marks = marksIn(text);
  const spans = rules.flatMap((rule) => spansOf(text, rule, marks));
  if (spans.length === 0) return text;
  let out = "";
  let at = 0;
  for (const { from, to, rule } of joined(spans)) {
    const value = text.slice(from, to);
    out += `${text.slice(at, from)}${markOf(rule.kind, value, rule.isGuessable === true, key)}`;
    counts[rule.kind] = (counts[rule.kind] ?? 0) + 1;
    at = to;
  }
  return out + text.slice(at);
}

type Stretch = { from: number; to: number };

function marksIn(text: string): Stretch[] {
  if (!text.includes("«redacted:")) return [];
  return [...text.matchAll(MARK)].map(({ index, 0: mark }) => ({ from: index, to: index + mark.length }));
}

function spansOf(text: string, rule: Rule, marks: readonly Stretch[]): Span[] {
  const spans: Span[] = [];
  const { pattern } = rule;
  pattern.lastIndex = 0;
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    const [from, to] = match.indices?.groups?.secret ?? match.indices?.[0] ?? [0, 0];
    const found = text.slice(from, to);
    // What begins within a mark is part of a mark's own words.
    if (marks.some((mark) => match.index >= mark.from && match.index < mark.to)) continue;
    if (rule.isSecret !== undefined && !rule.isSecret(found, match)) continue;
    spans.push(...without(marks, { from, to }).map((rest) => ({ ...rest, rule })));
  }
  return spans;
}

/** What of a stretch no mark covers. */
function without(marks: readonly Stretch[], stretch: Stretch): Stretch[] {
  const rest: Stretch[] = [];
  let at = stretch.from;
  for (const mark of marks) {
    if (mark.to <= at || mark.from >= stretch.to) continue;
    if (mark.from > at) rest.push({ from: at, to: mark.from });
    at = mark.to;
  }
  if (at < stretch.to) rest.push({ from: at, to: stretch.to });
  return rest;
}

/** Spans that overlap become one, of the kind that comes first in the list of rules: the most particular. */
function joined(spans: Span[]): Span[] {
  const inOrder = spans.map((span, rank) => ({ ...span, rank })).sort((a, b) => a.from - b.from || b.to - a.to);
  const out: (Span & { rank: number })[] = [];
  for (const span of inOrder) {
    const last = out.at(-1);
    if (last === undefined || span.from >= last.to) out.push({ ...span });
    else {
      last.to = Math.max(last.to, span.to);
      if (span.rank < last.rank) Object.assign(last, { rule: span.rule, rank: span.rank });
    }
  }
  return out;
}
