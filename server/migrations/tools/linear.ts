import type { LiveMigrations, MigrationReport } from "../../../shared/migrations.ts";
import { list, plural } from "../../../shared/words.ts";
import { noSteps, type Steps } from "../operations.ts";
import { type Directory, gather, type Standing, type Tool } from "./define.ts";

/** One migration of a tool whose files run one after the other. */
export type LinearFile = { id: string; path: string; steps?: Steps; checksum?: string };

/** A directory of files that run in this order: each follows the one before. Of two with one id the first counts. */
export function linearDirectory(files: LinearFile[], problems: MigrationReport["problems"] = []): Directory {
  const byId = new Map<string, LinearFile>();
  for (const file of files) if (!byId.has(file.id)) byId.set(file.id, file);
  const ids = [...byId.keys()];
  const list = [...byId.values()].map(({ id, path, steps }, index) => ({
    revision: {
      revision: id,
      down: ids.slice(Math.max(index - 1, 0), index),
      dependsOn: [],
      branchLabels: [],
      file: path,
    },
    steps: steps ?? noSteps(),
  }));
  return {
    revisions: list.map(({ revision }) => revision),
    heads: ids.slice(-1),
    bases: ids.slice(0, 1),
    branchPoints: [],
    mergePoints: [],
    ...gather(list),
    problems: [...problems, ...duplicates(files)],
    checksums: Object.fromEntries(
      files.flatMap(({ id, checksum }) => (checksum === undefined ? [] : [[id, checksum]])),
    ),
  };
}

/**
 * How a tool behaves that remembers every migration it ran. `same` tells whether a row means a revision, `isNote` whether
 * it is no migration at all.
 */
export function remembersAll(
  same: (row: string, id: string) => boolean = (row, id) => row === id,
  isNote: (row: string) => boolean = () => false,
): Pick<Tool, "versionRows" | "applied" | "pending" | "standing"> {
  const applied = (directory: Directory, rows: string[]) => {
    const exact = new Set(rows);
    return idsOf(directory).filter((id) => exact.has(id) || rows.some((row) => same(row, id)));
  };
  const pending = (directory: Directory, rows: string[]) => {
    const done = new Set(applied(directory, rows));
    return idsOf(directory).filter((id) => !done.has(id));
  };
  return {
    versionRows: idsOf,
    applied,
    pending,
    standing: (directory, rows, live) => {
      const ids = idsOf(directory);
      const known = new Set(ids);
      const strangers = rows.filter((row) => !known.has(row) && !isNote(row) && !ids.some((id) => same(row, id)));
      return standing({ pending: pending(directory, rows), strangers, last: directory.heads[0], rows, live });
    },
  };
}

type Seen = {
  pending: string[];
  strangers: string[];
  last: string | undefined;
  rows: string[];
  live: LiveMigrations | undefined;
};

/** Unknown rows that are all newer than the last file are a newer release's; others are of a history nobody has. */
export function standing({ pending, strangers, last, rows, live }: Seen): Standing {
  const failed = live?.failed ?? [];
  const open = `${plural(pending.length, "migration")} not applied: ${list(pending, 5)}`;
  if (failed.length > 0) {
    const reason = `${list(failed, 5)} began and did not end; until that is put right, nothing else runs`;
    return { state: "behind", reason: pending.length === 0 ? reason : `${reason}; ${open}` };
  }
  if (rows.length === 0) return { state: "empty", reason: "no migration is recorded" };
  if (strangers.length > 0) {
    const isNewer = last !== undefined && strangers.every((row) => compareVersions(row, last) > 0);
    const reason = `the database has ${list(strangers, 5)}, which the directory does not have`;
    if (isNewer && pending.length === 0) return { state: "ahead", reason: `${reason}; they are newer than all it has` };
    return { state: "unknown-revision", reason: pending.length === 0 ? reason : `${reason}; ${open}` };
  }
  if (pending.length > 0) return { state: "behind", reason: open };
  return { state: "at-head", reason: "every migration of the directory is recorded" };
}

/** Order of names that begin with a number, of whatever length: by the number's parts, then by the rest. */
export function compareVersions(left: string, right: string): number {
  const [a, b] = [partsOf(left), partsOf(right)];
  for (let i = 0; i < Math.max(a.numbers.length, b.numbers.length); i++) {
    const difference = (a.numbers[i] ?? 0n) - (b.numbers[i] ?? 0n);
    if (difference !== 0n) return difference < 0n ? -1 : 1;
  }
  return a.rest === b.rest ? 0 : a.rest < b.rest ? -1 : 1;
}

function partsOf(name: string): { numbers: bigint[]; rest: string } {
  const digits = /^\d{1,30}(?:\.\d{1,30})*/.exec(name)?.[0] ?? "";
  return { numbers: digits === "" ? [] : digits.split(".").map(BigInt), rest: name.slice(digits.length) };
}

function idsOf(directory: Directory): string[] {
  return directory.revisions.map(({ revision }) => revision);
}

function duplicates(files: LinearFile[]): MigrationReport["problems"] {
  const paths = new Map<string, string[]>();
  for (const { id, path } of files) paths.set(id, [...(paths.get(id) ?? []), path]);
  return [...paths]
    .filter(([, list]) => list.length > 1)
    .map(([revision, list]) => ({
      kind: "duplicate-id",
      revision,
      message: `${revision} is in ${list.length} files (${list.join(", ")}): the tool refuses to run, or runs only one. Give each its own version.`,
    }));
}
