import type { Why } from "../../../shared/incident.ts";

/** A question with the next one of its branch, and the branches that leave it. */
export type WhyNode = { why: Why; next: WhyNode | undefined; branches: WhyNode[] };

const BRANCH_ORDER = { occurrence: 0, contributing: 1, detection: 2, recovery: 3 } as const;

/** The first questions of the tree, the one about the occurrence first. Nothing is lost: orphans start their own branch. */
export function whyTree(whys: Why[]): WhyNode[] {
  const ids = new Set(whys.map((why) => why.id));
  const roots = whys.filter((why) => why.parentId === undefined || !ids.has(why.parentId) || why.parentId === why.id);
  const seen = new Set<string>();
  return [...roots].sort((a, b) => BRANCH_ORDER[a.branch] - BRANCH_ORDER[b.branch]).map((why) => grow(why, whys, seen));
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
