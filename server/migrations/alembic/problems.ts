import type { MigrationReport } from "../../../shared/migrations.ts";
import type { RevisionFile } from "./read-revision.ts";
import { type RevisionMap, reach } from "./revision-map.ts";

type Problem = MigrationReport["problems"][number];

/** Faults of single files, each as Alembic meets it when it loads the directory. */
export function fileProblems(files: RevisionFile[]): Problem[] {
  return files.flatMap(({ path, revision, faults }) =>
    faults.map((fault) => ({
      kind: "broken-file",
      revision: revision ?? path,
      message: `${path}: ${fault}. Alembic loads every .py file of the directory and stops at this one; mend it, or move it out.`,
    })),
  );
}

export function duplicateProblems(files: RevisionFile[]): Problem[] {
  const paths = new Map<string, string[]>();
  for (const { revision, path } of files) {
    if (revision !== undefined) paths.set(revision, [...(paths.get(revision) ?? []), path]);
  }
  return [...paths]
    .filter(([, list]) => list.length > 1)
    .map(([revision, list]) => ({
      kind: "duplicate-id",
      revision,
      message: `revision ${revision} is in ${list.length} files (${list.join(", ")}): Alembic warns and the last one wins, so what the others do never runs, and once another revision follows it the upgrade is refused. Give each its own id.`,
    }));
}

/** Names that lead nowhere, and labels that lead to two places. */
export function referenceProblems(files: RevisionFile[]): Problem[] {
  const ids = new Set(files.flatMap(({ revision }) => revision ?? []));
  const labels = new Map<string, string>();
  const problems: Problem[] = [];
  for (const { revision, branchLabels, path } of files) {
    for (const label of branchLabels) {
      const other = labels.get(label);
      if (ids.has(label) || (other !== undefined && other !== revision)) {
        const message = `branch label "${label}" of ${path} is taken by revision ${other ?? label}; Alembic refuses it.`;
        problems.push({ kind: "duplicate-label", revision: revision ?? path, message });
      }
      labels.set(label, revision ?? path);
    }
  }
  for (const { revision, down, dependsOn, path } of files) {
    for (const parent of down.filter((id) => !ids.has(id))) {
      problems.push({
        kind: "missing-parent",
        revision: revision ?? path,
        message: `${path} follows revision ${parent}, which no file has: Alembic fails with KeyError. Restore that file, or correct down_revision.`,
      });
    }
    for (const name of dependsOn.filter((id) => !ids.has(id) && !labels.has(id))) {
      problems.push({
        kind: "missing-dependency",
        revision: revision ?? path,
        message: `${path} depends on "${name}", which is neither a revision nor a branch label: Alembic fails with KeyError.`,
      });
    }
  }
  return problems;
}

/** Revisions that follow or depend on themselves, directly or in a circle; empty where there are none. */
export function cycleProblems(files: RevisionFile[], map: RevisionMap): Problem[] {
  const loops = files.flatMap(({ revision, down, dependsOn, path }): Problem[] => {
    if (revision === undefined) return [];
    if (down.includes(revision)) return [loop("self-loop", revision, `${path} names itself as its down_revision`)];
    return dependsOn.includes(revision) ? [loop("dependency-loop", revision, `${path} depends on itself`)] : [];
  });
  if (loops.length > 0) return loops;
  const versioned = circle(map.ids, (id) => map.down.get(id) ?? []);
  if (versioned.length > 0) {
    return [
      loop("cycle", versioned[0] ?? "", `these revisions follow each other in a circle: ${versioned.join(", ")}`),
    ];
  }
  const both = (id: string) => [...(map.down.get(id) ?? []), ...(map.dependencies.get(id) ?? [])];
  const dependent = circle(map.ids, both);
  if (dependent.length === 0) return [];
  const words = `these revisions wait for each other through depends_on: ${dependent.join(", ")}`;
  return [loop("dependency-cycle", dependent[0] ?? "", words)];
}

function loop(kind: string, revision: string, words: string): Problem {
  return { kind, revision, message: `${words}; Alembic refuses the whole directory until one of the links is cut.` };
}

/** The ids that lead back to themselves. */
function circle(ids: string[], below: (id: string) => string[]): string[] {
  const counts = new Map(ids.map((id) => [id, below(id).length]));
  const above = new Map(ids.map((id): [string, string[]] => [id, []]));
  for (const id of ids) for (const other of below(id)) above.get(other)?.push(id);
  const free = ids.filter((id) => counts.get(id) === 0);
  // Whatever can be taken away from the bottom is in no circle, and rests on none.
  for (let id = free.pop(); id !== undefined; id = free.pop()) {
    for (const other of above.get(id) ?? []) {
      const left = (counts.get(other) ?? 0) - 1;
      counts.set(other, left);
      if (left === 0) free.push(other);
    }
  }
  return ids
    .filter((id) => (counts.get(id) ?? 0) > 0)
    .filter((id) => reach(below(id), below).has(id))
    .sort();
}
