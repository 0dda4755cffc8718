import { type Characters, OTHER, type Pattern } from "./pattern.ts";

/** States that are remembered; a text that leads to more starts anew. */
const MAX_STATES = 2000;
const CLASSES = OTHER + 1;
const [NOWHERE, UNKNOWN] = [0, -1] as const;
/** The state that says: found. */
const FOUND = 1;

/** How far a look at the start of a text came, for going on behind it. */
export type Looked = { states: States; state: number };

export type QuickLook = {
  /** Whether something may be found in a text; `looked` stands for its start up to `from`. */
  finds: (text: string, from?: number, looked?: Looked) => boolean;
  /** Looks at the start of texts. */
  look: (start: string) => Looked;
};

/**
 * Says quickly whether any of some patterns may match in a text: it never says no where one does, and says yes where none does only for
 * look-behinds, long repetitions and characters beyond ASCII. One look into a table for each character; the table is filled as texts
 * ask for it.
 */
export function quickLook(patterns: readonly Pattern[]): QuickLook {
  const nodes: Node[] = [];
  const starts = patterns.map((pattern) => startOf(nodes, pattern, DONE));
  const begin = beginnings(nodes, closureOf(nodes, starts));
  let states = newStates();
  const stateBehind = (text: string, from: number, to: number, first: number): number => {
    let { next } = states;
    let state = first;
    for (let at = from; at < to && state !== FOUND; at += 1) {
      const code = text.charCodeAt(at);
      const place = state * CLASSES + (code < OTHER ? code : OTHER);
      state = next[place]!;
      if (state === UNKNOWN) {
        state = stateAfter(states, nodes, begin, place);
        next = states.next;
      }
    }
    return state;
  };
  return {
    finds(text, from = 0, looked) {
      if (states.sets.length > MAX_STATES) states = newStates();
      if (looked === undefined) return stateBehind(text, 0, text.length, NOWHERE) === FOUND;
      if (looked.states !== states) {
        // What was found out by a table that is gone means nothing in another.
        looked.state = stateBehind(text, 0, from, NOWHERE);
        looked.states = states;
      }
      return stateBehind(text, from, text.length, looked.state) === FOUND;
    },
    look: (start) => ({ states, state: stateBehind(start, 0, start.length, NOWHERE) }),
  };
}

/** A step: one of some characters, then on to the node `next`; or a fork, which takes no character. */
type Node = { characters: Characters; next: number } | { forks: number[] };

/** The number of no node: the pattern is matched. */
const DONE = -1;

/** The number of the node where a pattern begins that goes on at `next`. */
function startOf(nodes: Node[], pattern: Pattern, next: number): number {
  switch (pattern.kind) {
    case "one":
      return nodes.push({ characters: pattern.characters, next }) - 1;
    case "all":
      return pattern.parts.reduceRight((after, part) => startOf(nodes, part, after), next);
    case "any":
      return nodes.push({ forks: pattern.parts.map((part) => startOf(nodes, part, next)) }) - 1;
    case "repeat":
      return startOfRepeat(nodes, pattern, next);
  }
}

function startOfRepeat(
  nodes: Node[],
  { part, least, most }: Extract<Pattern, { kind: "repeat" }>,
  next: number,
): number {
  let start = next;
  if (most === Number.POSITIVE_INFINITY) {
    const loop: Node = { forks: [next] };
    start = nodes.push(loop) - 1;
    loop.forks.push(startOf(nodes, part, start));
  } else {
    for (let i = least; i < most; i += 1) start = nodes.push({ forks: [next, startOf(nodes, part, start)] }) - 1;
  }
  for (let i = 0; i < least; i += 1) start = startOf(nodes, part, start);
  return start;
}

/** The steps that are reached without a character, ascending; `DONE` among them where the pattern is matched. */
function closureOf(nodes: readonly Node[], from: readonly number[]): number[] {
  const reached = new Set<number>();
  const open = [...from];
  for (let number = open.pop(); number !== undefined; number = open.pop()) {
    if (reached.has(number)) continue;
    reached.add(number);
    const node = nodes[number];
    if (node !== undefined && "forks" in node) open.push(...node.forks);
  }
  return [...reached].filter((number) => !("forks" in (nodes[number] ?? {}))).sort((a, b) => a - b);
}

/** For each character the nodes that follow when a pattern begins with it. */
function beginnings(nodes: readonly Node[], first: readonly number[]): number[][] {
  return Array.from({ length: CLASSES }, (_, code) => first.flatMap((number) => followedBy(nodes[number], code)));
}

function followedBy(node: Node | undefined, code: number): number[] {
  return node !== undefined && "next" in node && node.characters[code] === 1 ? [node.next] : [];
}

/** Sets of steps that are open beside those of the start, and for each and each character the number of the set that follows. */
type States = { sets: number[][]; numbers: Map<string, number>; next: Int32Array };

function newStates(): States {
  const numbers = new Map([
    ["", NOWHERE],
    [String(DONE), FOUND],
  ]);
  return { sets: [[], [DONE]], numbers, next: new Int32Array(64 * CLASSES).fill(UNKNOWN) };
}

function stateAfter(states: States, nodes: readonly Node[], begin: readonly number[][], place: number): number {
  const code = place % CLASSES;
  const open = states.sets[(place - code) / CLASSES] ?? [];
  const after = [...(begin[code] ?? []), ...open.flatMap((number) => followedBy(nodes[number], code))];
  const set = closureOf(nodes, after);
  const state = set.includes(DONE) ? FOUND : numberOf(states, set);
  states.next[place] = state;
  return state;
}

function numberOf(states: States, set: number[]): number {
  const key = set.join();
  const known = states.numbers.get(key);
  if (known !== undefined) return known;
  const number = states.sets.push(set) - 1;
  states.numbers.set(key, number);
  if ((number + 1) * CLASSES > states.next.length) {
    const grown = new Int32Array(states.next.length * 2).fill(UNKNOWN);
    grown.set(states.next);
    states.next = grown;
  }
  return number;
}
