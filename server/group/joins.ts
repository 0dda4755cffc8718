import type { ErrorGroup, Signature } from "../../shared/group.ts";
import { type Clusters, createClusters, MAX_KEYS } from "./cluster.ts";
import { type Difference, differencesOf } from "./differences.ts";
import { holesOf, keyOf, masksIn } from "./key.ts";
import { titleOfTemplate } from "./signature.ts";
import { HOLE, shownTokens, type Token, tokensOf } from "./tokens.ts";

/** What of a group decides whether others may be joined to it. */
export type Part = Pick<ErrorGroup, "id" | "environment" | "service" | "kind" | "signature" | "firstSeen">;

/** A group that was found to be the same statement as another, of the same service and environment. */
export type NewJoin = { memberId: string; parentId: string; differences: Difference[] };

/** How a group reads that others were joined to. */
export type JoinedText = { id: string; template: string; title: string };

/** What is joined already: by words (`isPerson` false), or by a person; `keptId` is the group in which it is shown. */
export type KnownJoin = { keptId: string; isPerson: boolean };

/** Who may not be joined (those that a person set apart, those whose mute differs), and who has others joined to it. */
export type Restraints = { apart: ReadonlySet<string>; muted: ReadonlySet<string>; parents: ReadonlySet<string> };

/** `refused`: what is to be joined once mutes allow it. */
export type Plan = { joins: NewJoin[]; texts: JoinedText[]; refused: string[] };

const NOTHING_KNOWN: ReadonlyMap<string, KnownJoin> = new Map();
const NO_RESTRAINTS: Restraints = { apart: new Set(), muted: new Set(), parents: new Set() };

/**
 * The groups of unknown failures, and which of them are one statement with varying words. Texts of all environments and
 * services are compared with each other, so that one decision holds everywhere; groups are joined within one environment
 * and service, where kind and names are equal. Failures of a known family are never joined, nor groups of a user's rule.
 */
export class JoinableGroups {
  private readonly clusters: Clusters = createClusters();
  private readonly parts = new Map<string, Part>();
  private readonly idsByKey = new Map<string, string[]>();
  private readonly touched = new Set<string>();

  /** Takes a group to be compared at the next `settle`. */
  add(part: Part): void {
    const key = this.keep(part);
    if (key === undefined) return;
    this.clusters.add(key);
    this.touched.add(key);
  }

  /**
   * Takes a group that was compared before, with the text of its cluster where it was found to belong to one. Of a `member`, which
   * was joined to another because of its words, the text alone matters.
   */
  restore(part: Part, template: string | undefined, isMember: boolean): void {
    const key = isMember ? joinKeyOf(part) : this.keep(part);
    if (key !== undefined) this.clusters.restore(key, template === undefined ? undefined : keyOf(template));
  }

  /** The groups that what was added since is one statement with: of each cluster those that were not joined to others yet. */
  settle(): string[][] {
    for (const { from, into } of this.clusters.settle()) this.touched.add(from).add(into);
    const leaders = new Set([...this.touched].map((key) => this.clusters.leaderOf(key)));
    this.touched.clear();
    return [...leaders].flatMap((leader) => this.clusterIn(leader));
  }

  /**
   * What is to be joined of groups that belong to one cluster. One that a person put elsewhere is left alone, unless others were
   * joined to it before because of their words: those that come follow them.
   */
  plan(ids: readonly string[], known = NOTHING_KNOWN, restraints = NO_RESTRAINTS): Plan {
    const { apart, muted, parents } = restraints;
    const keptIdOf = (id: string) => known.get(id)?.keptId ?? id;
    const [kept, ...others] = ids
      .filter((id) => !apart.has(id) && (!known.has(id) || (known.get(id)?.isPerson === true && parents.has(id))))
      .flatMap((id) => this.parts.get(id) ?? [])
      .sort(
        (a, b) =>
          Number(known.has(b.id)) - Number(known.has(a.id)) ||
          Number(parents.has(b.id)) - Number(parents.has(a.id)) ||
          a.firstSeen - b.firstSeen ||
          (a.id < b.id ? -1 : 1),
      );
    if (kept === undefined) return { joins: [], texts: [], refused: [] };
    const isMuted = muted.has(keptIdOf(kept.id));
    const found = others.filter(({ id }) => !known.has(id) && keptIdOf(kept.id) !== id);
    const joins = found
      .filter(({ id }) => muted.has(id) === isMuted)
      .map((other) => ({ memberId: other.id, parentId: kept.id, differences: this.differences(kept, other) }));
    const hasMembers = joins.length > 0 || parents.has(kept.id);
    const refused = found.filter(({ id }) => muted.has(id) !== isMuted).map(({ id }) => id);
    return { joins, texts: hasMembers ? [this.textOf(kept)] : [], refused };
  }

  /** Looks at the clusters of these groups again at the next `settle`. */
  touch(ids: Iterable<string>): void {
    for (const id of ids) {
      const part = this.parts.get(id);
      const key = part === undefined ? undefined : joinKeyOf(part);
      if (key !== undefined) this.touched.add(key);
    }
  }

  /** Groups that were joined to others: from now on their texts alone matter. */
  forget(ids: Iterable<string>): void {
    for (const id of ids) {
      const part = this.parts.get(id);
      const key = part === undefined ? undefined : joinKeyOf(part);
      this.parts.delete(id);
      if (key === undefined) continue;
      const left = (this.idsByKey.get(key) ?? []).filter((other) => other !== id);
      if (left.length === 0) this.idsByKey.delete(key);
      else this.idsByKey.set(key, left);
    }
  }

  get size(): number {
    return this.parts.size;
  }

  private keep(part: Part): string | undefined {
    const key = joinKeyOf(part);
    if (key === undefined || this.parts.has(part.id) || this.parts.size >= MAX_KEYS) return undefined;
    this.parts.set(part.id, part);
    const ids = this.idsByKey.get(key);
    if (ids === undefined) this.idsByKey.set(key, [part.id]);
    else ids.push(part.id);
    return key;
  }

  /** The groups of a cluster that were not joined to others, those of one place together. */
  private clusterIn(leader: string): string[][] {
    const parts = this.clusters
      .membersOf(leader)
      .flatMap((key) => this.idsByKey.get(key) ?? [])
      .flatMap((id) => this.parts.get(id) ?? []);
    const places = Map.groupBy(parts, placeOf);
    return [...places.values()].map((same) => same.map(({ id }) => id));
  }

  private differences(a: Part, b: Part): Difference[] {
    return differencesOf(keyOf(a.signature.template), keyOf(b.signature.template));
  }

  private textOf(kept: Part): JoinedText {
    const own = kept.signature.template;
    const template = shownTemplate(own, this.clusters.templateOf(keyOf(own)));
    return { id: kept.id, template, title: titleOfTemplate(template, kept.signature.slots.exception) };
  }
}

/** What is to be joined of these groups, where nothing is joined yet. */
export function joinsAmong(parts: Iterable<Part>): Plan {
  const groups = new JoinableGroups();
  for (const part of parts) groups.add(part);
  const plans = groups.settle().map((ids) => groups.plan(ids));
  return { joins: plans.flatMap(({ joins }) => joins), texts: plans.flatMap(({ texts }) => texts), refused: [] };
}

/**
 * The text of a cluster with the masks that one of its templates has, where the two differ in single words only; else as it is,
 * with `<*>` for every mask.
 */
function shownTemplate(own: string, cluster: string): string {
  const [tokens, shown] = [tokensOf(holesOf(own)), tokensOf(cluster)];
  const isAlike =
    tokens.length === shown.length && tokens.every(({ text }, i) => text === shown[i]?.text || isHole(shown[i]));
  if (!isAlike) return cluster;
  const masks = masksIn(own);
  return shownTokens(
    tokens.map((token, i) => (isHole(token) ? { ...token, text: masks.shift() ?? HOLE } : (shown[i] ?? token))),
  );
}

function isHole(token: Token | undefined): boolean {
  return token?.kind === "hole";
}

/** What of a group is compared with others; undefined where it is never joined by its words. */
function joinKeyOf({ kind, signature }: Pick<Part, "kind" | "signature">): string | undefined {
  return kind !== "request" && isOfUnknownFailure(signature) ? keyOf(signature.template) : undefined;
}

function isOfUnknownFailure({ family, fingerprint, slots }: Signature): boolean {
  return family === undefined && fingerprint === undefined && slots.route === undefined;
}

function placeOf({ environment, service, kind, signature }: Part): string {
  return JSON.stringify([environment, service, kind, signature.slots]);
}
