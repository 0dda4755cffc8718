import type { Why } from "../../../shared/incident.ts";

/** A question with the next one of its branch, and the branches that leave it. */
export type WhyNode = { why: Why; next: WhyNode | undefined; branches: WhyNode[] };

const BRANCH_ORDER = { occurrence: 0, contributing: 1, detection: 2, recovery: 3 } as const;

/**
 * The first questions of the tree, the one about the occurrence first. Nothing is lost: a question whose parent is
 * missing, or that is its own ancestor, starts a branch.
 */
export function whyTree(whys: Why[]): WhyNode[] {
  const ids = new Set(whys.map((why) => why.id));
  const isRoot = ({ parentId }: Why) => parentId === undefined || !ids.has(parentId);
  const seen = new Set<string>();
  const first = [...whys].sort((a, b) => Number(isRoot(b)) - Number(isRoot(a)));
  return first
    .flatMap((why) => (seen.has(why.id) ? [] : [grow(why, whys, seen)]))
    .sort((a, b) => BRANCH_ORDER[a.why.branch] - BRANCH_ORDER[b.why.branch]);
}

function grow(why: Why, whys: Why[], seen: Set<string>): WhyNode {
  seen.add(why.id);
  const children = whys.filter((child) => child.parentId === why.id && !seen.has(child.id));
  const straight = children.find((child) => child.branch === why.branch);
  return {
    why,
    next: straight && grow(straight, whys, seen),
    branches: children.filter((child) => child !== straight).map((child) => grow(child, whys, seen)),
  };
}
