import { ancestors, type RevisionMap } from "./revision-map.ts";

/**
 * The rows of `alembic_version` after these revisions ran in this order from these rows, as Alembic keeps them: a revision
 * replaces what it stands on, through `depends_on` too. They are not the heads where a dependency crosses branches.
 */
export function rowsAfter(map: RevisionMap, rows: string[], order: string[]): string[] {
  const held = new Set(rows);
  for (const revision of order) {
    const standing = (map.normalized.get(revision) ?? []).filter((id) => held.has(id));
    for (const below of replaced(map, held, standing)) held.delete(below);
    held.add(revision);
  }
  return [...held];
}

/** Of several rows that a merge stands on, those stay that another row stands on as well, all but the last. */
function replaced(map: RevisionMap, held: Set<string>, standing: string[]): string[] {
  if (standing.length < 2) return standing;
  const others = [...held].filter((row) => !standing.includes(row));
  if (others.length === 0) return standing;
  const below = ancestors(map, others, { withDependencies: false });
  const free = standing.filter((row) => !below.has(row));
  return free.length > 0 ? free : standing.slice(-1);
}
