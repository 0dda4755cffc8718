import type { ErrorEvent } from "../../shared/events.ts";
import type { FamilyId } from "../../shared/families.ts";
import type { Slots } from "../../shared/group.ts";
import { type Clusters, createClusters, type Merge } from "./cluster.ts";
import { keyOf } from "./key.ts";
import { KnownStacks } from "./known-stacks.ts";
import { Scanner } from "./scanner.ts";
import { groupIdOf } from "./signature.ts";
import { scanText, shownBy } from "./template.ts";
import { TemplateTable } from "./template-table.ts";

/** The parts of an event that a family is recognised from, as far as a text alone has them. */
export type Recognizable = Pick<
  ErrorEvent,
  "message" | "text" | "exceptions" | "origin" | "isBoot" | "kind" | "severity"
>;
/** Says which failure family a text shows, and the names in it. */
export type Recognise = (event: Recognizable) => { family: FamilyId; slots: Slots; weight: number } | undefined;

/** Where an entry was put. */
export type Placed = { group: string; template: string; number: number };

const DECODER = new TextDecoder();
/** Families are taken from texts that name them, not from hints. */
const MIN_WEIGHT = 2;

/** Slots that say of which kind a failure is, and name no thing. */
const KIND_SLOTS: ReadonlySet<string> = new Set(
  "reason phase where denied claim problem misuse limit reply seenBy".split(" "),
);

/** Names of one template that are looked up without making a group of them. */
const MAX_NAMES = 1000;

type Known = {
  placed: Placed;
  /** Undefined where a family decides. */
  key: string | undefined;
  /** Set where names that are identity were masked: each text is recognised by itself. By group, and by the names found. */
  byName: Map<string, Placed> | undefined;
};

/**
 * Puts texts into groups, one after another: by family and names where `recognise` finds such in the text, else by template; and
 * says at `settle` which groups turned out to be one. Ids need nothing but the text. A stream tells neither environment nor
 * service: a failure that names nothing is told by its words, lest every program's timeouts be one group.
 */
export class Grouper {
  private readonly scanner = new Scanner();
  private readonly table = new TemplateTable<Known>();
  private readonly clusters: Clusters = createClusters();
  private readonly recognise: Recognise | undefined;
  /** One for each group id and template, by number. */
  readonly all: Placed[] = [];
  /** What was scanned last: bytes, or a text. */
  private source: Uint8Array = new Uint8Array(0);
  private from = 0;
  private to = 0;
  private isEscaped = false;
  private text: string | undefined;
  private readonly stacks = new KnownStacks();
  private readonly byKey = new Map<string, Known>();
  private readonly byRule = new Map<string, Placed>();
  /** Keys that were not compared yet. */
  private readonly fresh: string[] = [];

  constructor(recognise?: Recognise) {
    this.recognise = recognise;
  }

  /** The group of a text in UTF-8 bytes without line breaks. */
  placeBytes(bytes: Uint8Array, from: number, to: number): Placed {
    this.scanner.scan(bytes, from, to);
    this.source = bytes;
    this.from = from;
    this.to = to;
    this.isEscaped = false;
    return this.place(true);
  }

  /** The group of a text that stands in JSON, still escaped; undefined where it needs a parser. */
  placeEscaped(bytes: Uint8Array, from: number, to: number): Placed | undefined {
    const { scanner } = this;
    const length = this.stacks.fold(bytes, from, to, scanner.scratch);
    if (length < 0) return undefined;
    scanner.scan(scanner.scratch, 0, length);
    this.source = bytes;
    this.from = from;
    this.to = to;
    this.isEscaped = true;
    return this.place(true);
  }

  /** The group of a text. */
  placeText(text: string): Placed {
    scanText(this.scanner, text);
    this.text = text;
    return this.place(true);
  }

  /** The group of a request: its method, its route, and its status where that is an error. */
  placeRequest(bytes: Uint8Array, from: number, to: number): Placed {
    this.scanner.scan(bytes, from, to);
    return this.place(false);
  }

  /** The group that a user's rule names. */
  placeByRule(group: string, template: string): Placed {
    const placed = this.byRule.get(group) ?? { group, template, number: this.all.length };
    if (placed.number === this.all.length) {
      this.all.push(placed);
      this.byRule.set(group, placed);
    }
    return placed;
  }

  /** Joins what is one statement; the groups that changed, with what they are now. */
  settle(): { from: Placed; into: Placed }[] {
    for (const key of this.fresh.splice(0)) this.clusters.add(key);
    const merges = this.clusters.settle();
    return merges.flatMap((merge) => this.apply(merge));
  }

  private apply({ from, into }: Merge): { from: Placed; into: Placed }[] {
    const changed = this.byKey.get(from);
    const leader = this.byKey.get(into);
    if (changed === undefined || leader === undefined) return [];
    const before = { ...changed.placed };
    changed.placed.group = leader.placed.group;
    changed.placed.template = this.clusters.templateOf(into);
    return [{ from: before, into: changed.placed }];
  }

  private place(hasFamily: boolean): Placed {
    const { scanner } = this;
    const known = this.table.find(scanner.words, scanner.out, scanner.length) ?? this.learn(hasFamily);
    const placed = known.byName === undefined || !hasFamily ? known.placed : this.placeByName(known, this.sourceText());
    this.text = undefined;
    return placed;
  }

  /** The text that was scanned last. */
  private sourceText(): string {
    if (this.text !== undefined) return this.text;
    const text = DECODER.decode(this.source.subarray(this.from, this.to));
    return this.isEscaped ? String(JSON.parse(`"${text}"`)) : text;
  }

  private learn(hasFamily: boolean): Known {
    const template = shownBy(this.scanner);
    const found = hasFamily ? this.familyOf(this.sourceText()) : undefined;
    const key = found === undefined ? keyOf(template) : undefined;
    const same = key === undefined ? undefined : this.byKey.get(key);
    const placed = same?.placed ?? this.newPlace(template, found);
    const hasHiddenNames = found !== undefined && Object.values(found.slots).some((name) => !template.includes(name));
    const known: Known = same ?? { placed, key, byName: hasHiddenNames ? new Map() : undefined };
    if (key !== undefined && same === undefined) {
      this.byKey.set(key, known);
      this.fresh.push(key);
    }
    this.table.add(this.scanner.words, this.scanner.length, known);
    return known;
  }

  private placeByName(known: Known, text: string): Placed {
    const found = this.familyOf(text);
    const names = found === undefined ? "" : namesIn(found);
    const same = known.byName?.get(names);
    if (same !== undefined) return same;
    const group = groupOf(known.placed.template, found);
    const placed = known.byName?.get(group) ?? this.newPlace(known.placed.template, found);
    known.byName?.set(group, placed);
    // Names may be addresses, which are without end and no identity.
    if ((known.byName?.size ?? 0) < MAX_NAMES) known.byName?.set(names, placed);
    return placed;
  }

  private newPlace(template: string, found: { family: FamilyId; slots: Slots } | undefined): Placed {
    const placed = { group: groupOf(template, found), template, number: this.all.length };
    this.all.push(placed);
    return placed;
  }

  private familyOf(text: string): { family: FamilyId; slots: Slots } | undefined {
    const found = this.recognise?.({
      message: text,
      text,
      exceptions: [],
      origin: "app",
      isBoot: false,
      kind: "message",
      severity: "ERROR",
    });
    if (found === undefined || found.weight < MIN_WEIGHT || !namesSomething(found.slots)) return undefined;
    return { family: found.family, slots: found.slots };
  }
}

/** Whether a failure says what it is about, and not its kind alone: `connection refused` may be said by any program of a stream. */
function namesSomething(slots: Slots): boolean {
  return Object.keys(slots).some((name) => !KIND_SLOTS.has(name));
}

/** Begins with a blank, as no group does. */
function namesIn({ family, slots }: { family: FamilyId; slots: Slots }): string {
  let names = ` ${family}`;
  for (const name in slots) names += `\0${name}\0${slots[name]}`;
  return names;
}

function groupOf(template: string, found: { family: FamilyId; slots: Slots } | undefined): string {
  return groupIdOf("", "", { ...found, slots: found?.slots ?? {}, template, masks: [] });
}
