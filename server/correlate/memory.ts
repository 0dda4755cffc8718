import type { ErrorGroup } from "../../shared/group.ts";
import type { Explanation } from "./explanations.ts";
import { type FoundAmong, foundAmong } from "./found-among.ts";
import { type Linkable, linkable } from "./linkable.ts";
import type { Link } from "./links.ts";

/**
 * What was worked out about groups and is the same as long as they are: for who correlates nearly the same groups again and again. It
 * goes with the objects that it is about, which nobody may change.
 */
export type CorrelateMemory = {
  linkableOf: (group: ErrorGroup) => Linkable;
  /** The group as one of another service. */
  inService: (group: ErrorGroup, service: string) => ErrorGroup;
  /** The best causes of a place, found anew where any of its causes is another; the same list as long as none is. */
  bestOf: (
    place: string,
    causes: readonly Linkable[],
    find: (causes: readonly Linkable[]) => readonly Linkable[],
  ) => readonly Linkable[];
  /** What explained a group among others, worked out anew where any of them is another. */
  explained: (
    of: Linkable,
    among: readonly (readonly Linkable[])[],
    find: () => Explanation | undefined,
  ) => Explanation | undefined;
  /** Links between groups and their candidates: those that are enough, those of a part, those of what runs together. */
  links: Record<"enough" | "part" | "together", FoundAmong<Link>>;
  /** Whether something is so of two groups. */
  isSo: (what: "together" | "beside" | "own-requests", a: Linkable, b: Linkable, find: () => boolean) => boolean;
  /** How the requests of a group are divided among causes. */
  divided: (of: Linkable, among: readonly Linkable[], find: () => Divided | undefined) => Divided | undefined;
};

/** Of failed requests what stays with the first of their causes, and the parts of the others. */
export type Divided = { rest: ErrorGroup; parts: { cause: Linkable; group: ErrorGroup }[] };

type Explained = { among: readonly (readonly Linkable[])[]; explanation: Explanation | undefined };

/** Nothing is known yet. */
export function correlateMemory(): CorrelateMemory {
  const linkables = new WeakMap<ErrorGroup, Linkable>();
  const moved = new WeakMap<ErrorGroup, ErrorGroup>();
  const bests = bestMemory();
  const explanations = new WeakMap<Linkable, Explained>();
  const pairs = { together: pairMemory(), beside: pairMemory(), "own-requests": pairMemory() };
  const isSameList = listComparer();
  const divisions = new WeakMap<Linkable, { among: readonly Linkable[]; divided: Divided | undefined }>();
  return {
    linkableOf(group) {
      const known = linkables.get(group) ?? linkable(group);
      linkables.set(group, known);
      return known;
    },
    inService(group, service) {
      const known = moved.get(group);
      if (known?.service === service) return known;
      const now = { ...group, service };
      moved.set(group, now);
      return now;
    },
    bestOf: bests,
    explained(of, among, find) {
      const known = explanations.get(of);
      if (known?.among.every((list, i) => isSameList(list, among[i]))) return known.explanation;
      const explanation = find();
      explanations.set(of, { among, explanation });
      return explanation;
    },
    links: { enough: foundAmong(), part: foundAmong(), together: foundAmong() },
    isSo: (what, a, b, find) => pairs[what](a, b, find),
    divided(of, among, find) {
      const known = divisions.get(of);
      if (known !== undefined && isSameList(known.among, among)) return known.divided;
      const divided = find();
      divisions.set(of, { among, divided });
      return divided;
    },
  };
}

/** Places that are remembered; of more, none for a while. */
const MAX_PLACES = 5000;

function bestMemory(): CorrelateMemory["bestOf"] {
  const places = new Map<string, { causes: readonly Linkable[]; best: readonly Linkable[] }>();
  return (place, causes, find) => {
    const known = places.get(place);
    const isSame = known?.causes.length === causes.length && causes.every((cause, i) => cause === known.causes[i]);
    if (isSame) return known.best;
    const found = find(causes);
    if (places.size >= MAX_PLACES) places.clear();
    places.set(place, { causes, best: found });
    return found;
  };
}

function pairMemory() {
  const pairs = new WeakMap<Linkable, WeakMap<Linkable, boolean>>();
  return (a: Linkable, b: Linkable, find: () => boolean): boolean => {
    const known = pairs.get(a) ?? new WeakMap<Linkable, boolean>();
    pairs.set(a, known);
    const isSo = known.get(b) ?? find();
    known.set(b, isSo);
    return isSo;
  };
}

/** Whether two lists hold the same objects: the same two are asked about for each group of a service. */
function listComparer(): (a: readonly unknown[], b: readonly unknown[] | undefined) => boolean {
  const last = new WeakMap<readonly unknown[], { other: readonly unknown[]; isSame: boolean }>();
  return (a, b) => {
    if (a === b || b === undefined || a.length !== b.length) return a === b;
    const known = last.get(a);
    if (known?.other === b) return known.isSame;
    const isSame = a.every((one, i) => one === b[i]);
    last.set(a, { other: b, isSame });
    return isSame;
  };
}
