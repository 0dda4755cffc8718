import type { MigrationFile, MigrationReport, Revision } from "../../../shared/migrations.ts";
import { helpersIn } from "../alembic/helpers.ts";
import { versionLocations } from "../alembic/locations.ts";
import { cycleProblems, duplicateProblems, fileProblems, referenceProblems } from "../alembic/problems.ts";
import { type RevisionFile, readRevision } from "../alembic/read-revision.ts";
import { ancestors, type RevisionMap, revisionMap, unique } from "../alembic/revision-map.ts";
import { alembicStanding, CYCLES } from "../alembic/standing.ts";
import { resolveRows, upgradeOrder } from "../alembic/upgrade-order.ts";
import { rowsAfter } from "../alembic/version-rows.ts";
import { baseName, folderOf } from "../paths.ts";
import { isProgram } from "../replay/define.ts";
import { decodeSource } from "../source-text.ts";
import { type Directory, gather, type Tool } from "./define.ts";

/** Alembic: Python files that name what they follow. https://alembic.sqlalchemy.org */
export const alembic: Tool = {
  tool: "alembic",
  title: "Alembic",
  why: "Python files with revision and down_revision, read as syntax and never imported. Heads, the order of an upgrade and the rows of alembic_version follow Alembic's own rules, depends_on and branch labels included.",
  recognise: (files) => {
    const python = files.filter(({ path }) => path.endsWith(".py"));
    if (files.some(({ path }) => baseName(path) === "alembic.ini" || baseName(path) === "script.py.mako")) return 3;
    return python.some(({ content }) => /^(down_revision|from alembic import)\b/m.test(decodeSource(content).text))
      ? 2
      : 0;
  },
  read: readDirectory,
  replay: isProgram("Alembic's revisions are programs in Python"),
  versionRows: (directory) => {
    if (isCircular(directory)) return [];
    const map = revisionMap(directory.revisions);
    const rows = new Set(rowsAfter(map, [], upgradeOrder(map, [])));
    return map.ids.filter((id) => rows.has(id));
  },
  applied: (directory, rows) => {
    const map = revisionMap(directory.revisions);
    const below = ancestors(map, resolveRows(map, rows), { withDependencies: true });
    return map.ids.filter((id) => below.has(id));
  },
  pending: (directory, rows) => {
    if (isCircular(directory)) return [];
    const map = revisionMap(directory.revisions);
    return rows.length > 0 && resolveRows(map, rows).length < rows.length ? [] : upgradeOrder(map, rows);
  },
  standing: alembicStanding,
};

function readDirectory(files: MigrationFile[]): Directory {
  const helpers = helpersIn(files);
  const read = revisionFiles(files).map(({ path, content }) => readRevision(path, decodeSource(content), helpers));
  const known = read.filter(({ revision }) => revision !== undefined);
  // Of files with one id the last counts, in the place of the first.
  const byId = new Map(known.map((file) => [file.revision ?? "", file]));
  const winners = [...byId.values()];
  const revisions = winners.map(asRevision);
  const map = revisionMap(revisions);
  const circles = cycleProblems(read, map);
  const heads = headsOf(known, winners, map);
  const order = circles.length > 0 ? map.ids : upgradeOrder(map, []);
  return {
    revisions,
    heads,
    bases: unique(known.filter(({ down }) => down.length === 0).map(({ revision = "" }) => revision)),
    branchPoints: map.ids.filter((id) => (map.next.get(id)?.length ?? 0) > 1),
    mergePoints: revisions.filter(({ down }) => down.length > 1).map(({ revision }) => revision),
    ...gather(
      order.flatMap((id) => {
        const file = byId.get(id);
        return file === undefined ? [] : [{ revision: asRevision(file), steps: file.steps }];
      }),
    ),
    checksums: {},
    problems: [
      ...fileProblems(read),
      ...duplicateProblems(known),
      ...referenceProblems(known),
      ...circles,
      ...headProblems(heads),
    ],
  };
}

/**
 * The files that Alembic takes for revisions, in its order. Beside an `env.py`, files outside the versions' folders are
 * the environment's own and count only if they say that they are revisions.
 */
function revisionFiles(files: MigrationFile[]): MigrationFile[] {
  const located = locatedFiles(files);
  if (located.length > 0) return located.sort((a, b) => compareAsWalked(a.path, b.path));
  const environments = files.filter(({ path }) => baseName(path) === "env.py").map(({ path }) => folderOf(path));
  return files
    .filter(isRevisionName)
    .filter(({ path, content }) => {
      const isLoose = environments.length > 0 && !/(^|\/)[^/]*versions?(\/|$)/i.test(folderOf(path));
      return !isLoose || /^down_revision\b/m.test(decodeSource(content).text);
    })
    .sort((a, b) => compareAsWalked(a.path, b.path));
}

function isRevisionName({ path }: MigrationFile): boolean {
  return (
    path.endsWith(".py") &&
    !/(^|\/)__pycache__\//.test(path) &&
    !/^(__init__|env|conftest)\.py$|^\.#/.test(baseName(path))
  );
}

/** Those in the folders that the configuration names. A directory may also hold a configuration that is meant for elsewhere. */
function locatedFiles(files: MigrationFile[]): MigrationFile[] {
  const folders = versionLocations(files);
  return files.filter(
    (file) => isRevisionName(file) && folders.some((folder) => folder === "" || file.path.startsWith(`${folder}/`)),
  );
}

/** Files of a folder before those of its subfolders, each by name. */
function compareAsWalked(a: string, b: string): number {
  const [left, right] = [a.split("/"), b.split("/")];
  for (let i = 0; ; i++) {
    const [isLeftFile, isRightFile] = [i === left.length - 1, i === right.length - 1];
    if (isLeftFile !== isRightFile) return isLeftFile ? -1 : 1;
    const [one = "", other = ""] = [left[i], right[i]];
    if (one !== other) return one < other ? -1 : 1;
    if (isLeftFile) return 0;
  }
}

/**
 * What no `down_revision` names. Of two files with one id, Alembic takes only the last as followed: the first stays among
 * its heads, and "upgrade head" fails.
 */
function headsOf(known: RevisionFile[], winners: RevisionFile[], map: RevisionMap): string[] {
  const isHead = (file: RevisionFile) =>
    !winners.includes(file) || (map.next.get(file.revision ?? "")?.length ?? 0) === 0;
  return unique(known.filter(isHead).map(({ revision = "" }) => revision));
}

function headProblems(heads: string[]): MigrationReport["problems"] {
  if (heads.length < 2) return [];
  const message = `there are ${heads.length} heads (${heads.join(", ")}): "alembic upgrade head" refuses to run. Join them with "alembic merge heads", or upgrade to "heads" where the branches are meant.`;
  return [{ kind: "multiple-heads", revision: heads.join(", "), message }];
}

function asRevision({ revision = "", down, dependsOn, branchLabels, path }: RevisionFile): Revision {
  return { revision, down, dependsOn, branchLabels, file: path };
}

function isCircular({ problems }: Directory): boolean {
  return problems.some(({ kind }) => CYCLES.includes(kind));
}
