import { joinContainers, outlineOf } from "./containers.ts";
import { generalise, withoutRests } from "./generalise.ts";
import { joinForms, joinShorter } from "./join-forms.ts";
import { differingInKnownNames } from "./known-names.ts";
import { joinPhrases } from "./phrases.ts";
import { turnedOutPlaces, varyingPlaces } from "./places.ts";
import { type Member, type Statement, StatementTable } from "./statements.ts";
import { varyingTogether } from "./together.ts";
import { shownTokens, type Token, tokensOf } from "./tokens.ts";

/** A key that was found to be the same statement as another. */
export type Merge = { from: string; into: string };

/** The keys of level 1, and which of them are one statement with varying words. */
export type Clusters = {
  /** Takes a key to be compared at the next `settle`. */
  add: (key: string) => void;
  /**
   * Takes a key that was compared before, with the text of its cluster where it was found to belong to one. It is
   * compared again only with what is added.
   */
  restore: (key: string, template?: string) => void;
  /** Compares what was added with all keys so far, and returns the merges that are new. What was joined stays joined. */
  settle: () => Merge[];
  /** The key that leads the cluster of `key`: the one of its members that came first. */
  leaderOf: (key: string) => string;
  /** All keys of the cluster of `key`, itself among them; those of a text too long to be compared stand alone. */
  membersOf: (key: string) => string[];
  /** The text of a cluster, with its varying words masked. */
  templateOf: (key: string) => string;
};

/** Keys that are compared with each other; what comes beyond keeps its own group. */
export const MAX_KEYS = 50_000;
const MAX_TOKENS = 80;
const MAX_PASSES = 6;
/** Statements that must differ in several names at once before the names count as varying. */
const MIN_NAMES = 3;

/**
 * Joins keys that differ in a varying word only. The outcome depends on the set of keys, not on their order (but for which
 * key leads) nor on how often each is added. Words that are identity are never masked.
 */
export function createClusters(): Clusters {
  const members = new Map<string, Member>();
  const table = new StatementTable();
  const put = (key: string, tokens: Token[]): Member | undefined => {
    if (members.has(key) || members.size >= MAX_KEYS) return undefined;
    // What makes a text that long is what its lists hold.
    const short = tokens.length > MAX_TOKENS ? outlineOf(tokens)?.tokens : tokens;
    if (short === undefined || short.length > MAX_TOKENS) return undefined;
    const statement = table.find(short);
    const member: Member = { key, order: members.size, leader: undefined, shown: key, statement };
    members.set(key, member);
    statement.members.push(member);
    return member;
  };
  return {
    add(key) {
      if (members.has(key)) return;
      const member = put(key, generalise(joinPhrases(tokensOf(key))));
      if (member !== undefined) table.changed.add(member.statement);
    },
    restore(key, template) {
      const own = generalise(joinPhrases(tokensOf(key)));
      const member = put(key, template === undefined ? own : withoutRests(joinPhrases(tokensOf(template))));
      if (member === undefined || template === undefined) return;
      table.learn(member.statement, own);
      joinAll(member.statement);
      leaderOf(member).shown = template;
    },
    settle: () => settle(table),
    leaderOf(key) {
      const member = members.get(key);
      return member === undefined ? key : leaderOf(member).key;
    },
    membersOf(key) {
      const member = members.get(key);
      return member === undefined ? [key] : member.statement.members.map((one) => one.key);
    },
    templateOf(key) {
      const member = members.get(key);
      return member === undefined ? key : leaderOf(member).shown;
    },
  };
}

function leaderOf(member: Member): Member {
  let at = member;
  while (at.leader !== undefined) at = at.leader;
  return at;
}

function settle(table: StatementTable): Merge[] {
  if (table.changed.size === 0) return [];
  const touched = new Set<Member>();
  for (let pass = 0; pass < MAX_PASSES && table.changed.size > 0; pass++) {
    const masks = new Map<Statement, Set<number>>();
    joinContainers(table);
    joinForms(table);
    joinPatterns(table);
    if (pass === 0) noteNames(table, masks);
    const places = [...turnedOutPlaces(table), ...varyingPlaces(table)];
    for (const { index, statements } of places) for (const one of statements) note(masks, one, index);
    for (const { frame } of table.changed) if (frame !== undefined) table.waitingFrames.add(frame);
    for (const { members } of table.changed) for (const member of members) touched.add(member);
    // What varies at one place is found first: what is then equal says more about the others.
    if (masks.size === 0) {
      const known = differingInKnownNames(table, statementsOf(touched));
      for (const { statements, indexes } of [...varyingTogether(table), ...known]) {
        for (const one of statements) for (const index of indexes) note(masks, one, index);
      }
    }
    // What is left at the last pass is compared again at the next settle.
    if (pass < MAX_PASSES - 1 || masks.size === 0) table.changed.clear();
    for (const [statement, indexes] of masks) table.mask(statement, indexes);
    if (masks.size === 0) joinHeads(table);
    // As long as it stands by itself, what was found to vary tells more about its like.
    if (masks.size === 0) joinShorter(table, statementsOf(touched));
  }
  joinPatterns(table);
  for (const { members } of table.changed) for (const member of members) touched.add(member);
  return [...statementsOf(touched)].flatMap(joinAll);
}

/** Joins statements that differ in the values of a head alone, which many texts follow. */
function joinHeads(table: StatementTable): void {
  for (const { statements, tokens } of table.heads.same()) {
    for (const one of statements) {
      if (table.byText.get(one.text) !== one) continue;
      const indexes = tokens.flatMap(({ kind }, at) =>
        kind === "hole" && one.tokens[at]?.kind === "word" ? [at] : [],
      );
      if (tokens.length === one.tokens.length) table.mask(one, new Set(indexes));
      else table.move(one, tokens);
    }
  }
}

function statementsOf(members: ReadonlySet<Member>): Set<Statement> {
  return new Set([...members].map(({ statement }) => statement));
}

function note(masks: Map<Statement, Set<number>>, statement: Statement, index: number): void {
  const known = masks.get(statement);
  if (known === undefined) masks.set(statement, new Set([index]));
  else known.add(index);
}

/**
 * A text that differs from a statement at places alone that were found to vary is of that statement, be it the only one. What is new is
 * compared with all patterns, and what is old with new ones.
 */
function joinPatterns(table: StatementTable): void {
  const { patterns, byLength, changed, byText } = table;
  const candidates = () => [...patterns.takeFreshLengths()].flatMap((length) => [...(byLength.get(length) ?? [])]);
  let compared = new Set([...candidates(), ...changed]);
  for (let round = 0; round < MAX_PASSES && compared.size > 0; round++) {
    const found = [...compared].flatMap((statement) => {
      const pattern = byText.get(statement.text) === statement ? patterns.find(statement, byText) : undefined;
      return pattern === undefined ? [] : [{ statement, pattern }];
    });
    // All are found before any is moved, and what moved is looked at again: the order does not matter.
    const moved = found.map(({ statement, pattern }) => table.move(statement, pattern.tokens));
    compared = new Set([...moved, ...candidates()]);
  }
}

/** Notes the places where statements differ in several names at once: `Registering class a.b.C for class d.e.F`. */
function noteNames(table: StatementTable, masks: Map<Statement, Set<number>>): void {
  const shapes = new Set([...table.changed].flatMap(({ shape }) => shape ?? []));
  for (const shape of shapes) {
    const same = [...(table.byShape.get(shape) ?? [])];
    const indexes = varyingIndexes(same);
    if (indexes.length < 2) continue;
    for (const statement of same) for (const index of indexes) note(masks, statement, index);
  }
}

/** The places where at least three statements differ, most of them from each other. */
function varyingIndexes(same: Statement[]): number[] {
  const [first] = same;
  if (first === undefined || same.length < MIN_NAMES) return [];
  return first.tokens.flatMap((_, index) => {
    const values = new Set(same.map(({ ids }) => ids[index]));
    return values.size > 1 && values.size * 2 > same.length ? [index] : [];
  });
}

/** Lets the member that came first lead the others of its statement. */
function joinAll(statement: Statement): Merge[] {
  const leaders = new Set(statement.members.map(leaderOf));
  const [first, ...others] = [...leaders].sort((a, b) => a.order - b.order);
  if (first === undefined) return [];
  if (statement.members.length > 1) first.shown = shownTokens(statement.tokens);
  return others.map((other) => {
    other.leader = first;
    return { from: other.key, into: first.key };
  });
}
