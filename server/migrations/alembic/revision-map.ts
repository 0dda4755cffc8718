import type { Revision } from "../../../shared/migrations.ts";

/**
 * Revisions and how they hang together, as Alembic's own map: what they name below them, dependencies resolved (they may
 * be branch labels), and dependencies without those that an ancestor has already. What is missing is left out.
 * https://alembic.sqlalchemy.org/en/latest/branches.html
 */
export type RevisionMap = {
  /** In the order of the files. */
  ids: string[];
  down: Map<string, string[]>;
  /** Dependencies as ids. */
  dependencies: Map<string, string[]>;
  /** Down revisions and the dependencies that no ancestor has: what a revision replaces in the version table. */
  normalized: Map<string, string[]>;
  /** Revisions whose `down_revision` names this one. */
  next: Map<string, string[]>;
};

export function revisionMap(revisions: Revision[]): RevisionMap {
  const byId = new Map(revisions.map((revision) => [revision.revision, revision]));
  const labels = new Map(revisions.flatMap(({ revision, branchLabels }) => branchLabels.map((l) => [l, revision])));
  const ids = [...byId.keys()];
  const known = (names: string[]) =>
    unique(names.flatMap((name) => (byId.has(name) ? [name] : (labels.get(name) ?? []))));
  const down = new Map(ids.map((id) => [id, known(byId.get(id)?.down ?? [])]));
  const dependencies = new Map(ids.map((id) => [id, known(byId.get(id)?.dependsOn ?? [])]));
  const normalized = new Map(ids.map((id) => [id, normalizedDown(id, down, dependencies)]));
  const next = new Map(ids.map((id): [string, string[]] => [id, []]));
  for (const id of ids) for (const below of down.get(id) ?? []) next.get(below)?.push(id);
  return { ids, down, dependencies, normalized, next };
}

/** Everything at or below these revisions; through dependencies too, unless only `down_revision` counts. */
export function ancestors(map: RevisionMap, from: string[], options: { withDependencies: boolean }): Set<string> {
  return reach(from, (id) => [
    ...(map.down.get(id) ?? []),
    ...(options.withDependencies ? (map.dependencies.get(id) ?? []) : []),
  ]);
}

/** Everything that steps lead to, the beginnings included. Cycles end. */
export function reach(from: string[], stepsOf: (id: string) => string[]): Set<string> {
  const seen = new Set(from);
  const todo = [...from];
  for (let id = todo.pop(); id !== undefined; id = todo.pop()) {
    for (const other of stepsOf(id)) {
      if (seen.has(other)) continue;
      seen.add(other);
      todo.push(other);
    }
  }
  return seen;
}

export function unique(names: string[]): string[] {
  return [...new Set(names)];
}

function normalizedDown(id: string, down: Map<string, string[]>, dependencies: Map<string, string[]>): string[] {
  const own = dependencies.get(id) ?? [];
  const below = down.get(id) ?? [];
  if (own.length === 0) return below;
  const inherited = new Set<string>();
  for (const ancestor of reach([id], (each) => down.get(each) ?? [])) {
    if (ancestor !== id) for (const dependency of dependencies.get(ancestor) ?? []) inherited.add(dependency);
  }
  return unique([...below, ...own.filter((dependency) => !inherited.has(dependency))]);
}
