import { ancestors, type RevisionMap } from "./revision-map.ts";

/**
 * The revisions that `alembic upgrade heads` runs on a database with these rows, first to last: everything below the heads
 * (dependencies too) and not below the rows, sorted as Alembic sorts it. Rows that the map does not know count for nothing.
 * `map` must have no cycle.
 */
export function upgradeOrder(map: RevisionMap, rows: string[]): string[] {
  const heads = headsOf(map);
  const current = ancestors(map, resolveRows(map, rows), { withDependencies: true });
  const needed = [...ancestors(map, heads, { withDependencies: true })].filter((id) => !current.has(id));
  return topologicalOrder(map, needed, heads).reverse();
}

/** The revisions that nothing follows, dependencies counted. */
function headsOf(map: RevisionMap): string[] {
  const followed = new Set<string>();
  for (const id of map.ids) {
    for (const below of [...(map.down.get(id) ?? []), ...(map.dependencies.get(id) ?? [])]) followed.add(below);
  }
  return map.ids.filter((id) => !followed.has(id));
}

/** Rows as revisions: a row may be the beginning of exactly one id, of four characters or more. */
export function resolveRows(map: RevisionMap, rows: string[]): string[] {
  return rows.flatMap((row) => {
    if (map.down.has(row)) return [row];
    const matches = row === "" ? [] : map.ids.filter((id) => id.length > 3 && id.startsWith(row));
    return matches.length === 1 ? matches : [];
  });
}

/** A branch that is being walked down: where it is, and everything at or below it by `down_revision`. */
type Walk = { at: string; below: Set<string> };

/**
 * Newest first. Of the walks, one goes on until it meets a revision that another walk still has to come by; then that one
 * goes on. Branches keep together, and ties follow the order of the files.
 */
function topologicalOrder(map: RevisionMap, needed: string[], heads: string[]): string[] {
  const todo = new Set(needed);
  const place = new Map(map.ids.map((id, index) => [id, index]));
  const walkFrom = (at: string): Walk => ({ at, below: ancestors(map, [at], { withDependencies: true }) });
  const walks = heads
    .filter((id) => todo.has(id))
    .sort((a, b) => (place.get(a) ?? 0) - (place.get(b) ?? 0))
    .map(walkFrom);
  const output: string[] = [];
  let current = 0;
  for (let walk = walks[current]; walk !== undefined; walk = walks[current]) {
    const { at } = walk;
    const waitsFor = walks.findIndex((other, index) => index !== current && other.below.has(at));
    if (waitsFor >= 0) {
      current = waitsFor;
      continue;
    }
    if (todo.delete(at)) output.push(at);
    const below = map.normalized.get(at) ?? [];
    const [next, ...others] = below.filter((id) => todo.has(id) && !walks.some((one) => one.at === id));
    if (next === undefined) {
      walks.splice(current, 1);
      current = Math.max(current - 1, 0);
    } else if (below.length === 1) {
      walk.at = next;
      walk.below.delete(at);
    } else {
      walks[current] = walkFrom(next);
      walks.push(...others.map(walkFrom));
    }
  }
  return output;
}
