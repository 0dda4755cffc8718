import type { MigrationFile, MigrationReport, Revision } from "../../../shared/migrations.ts";
import { list } from "../../../shared/words.ts";
import { djangoOrder, idOf, withApps, withoutReplaced } from "../django/graph.ts";
import { type Models, readOperations } from "../django/operations.ts";
import { type DjangoFile, readDjango } from "../django/read-django.ts";
import { noSteps, type Steps } from "../operations.ts";
import { baseName } from "../paths.ts";
import { isProgram } from "../replay/define.ts";
import { decodeSource } from "../source-text.ts";
import { type Directory, gather, type Tool } from "./define.ts";
import { remembersAll, standing } from "./linear.ts";

/** Django: Python files of each app with operations on models. https://docs.djangoproject.com/en/stable/topics/migrations/ */
export const django: Tool = {
  tool: "django",
  title: "Django",
  why: "Files app/migrations/0001_name.py with a class Migration, read as syntax and never imported. django_migrations holds app and name; tables are named app_model, or as db_table says. Rows of apps outside the directory are left alone.",
  recognise: (files) =>
    files.some(
      ({ path, content }) => path.endsWith(".py") && /\bmigrations\.Migration\b/.test(decodeSource(content).text),
    )
      ? 4
      : 0,
  read: readApps,
  replay: isProgram("Django's migrations are programs in Python"),
  ...remembersAll(),
  pending: (directory, rows) => pendingIn(directory, rows),
  standing: (directory, rows, live) => {
    const apps = new Set(directory.revisions.map(({ revision }) => appOf(revision)));
    const own = rows.filter((row) => apps.has(appOf(row)));
    const known = new Set([...directory.revisions.map(({ revision }) => revision), ...replacedIn(directory)]);
    const strangers = own.filter((row) => !known.has(row));
    return standing({ pending: pendingIn(directory, rows), strangers, last: undefined, rows, live });
  },
};

function readApps(files: MigrationFile[], directory: string): Directory {
  const read = files
    .filter(({ path }) => path.endsWith(".py") && !baseName(path).startsWith("_"))
    .flatMap(({ path, content }) => readDjango(path, baseName(path).slice(0, -3), decodeSource(content)) ?? []);
  const all = withApps(read, directory);
  const kept = withoutReplaced(all);
  const revisions = kept.map(asRevision);
  const order = djangoOrder(revisions);
  const byId = new Map(kept.map((file) => [idOf(file), file]));
  const models = new Map<string, Models>();
  const followed = new Set(revisions.flatMap(({ down }) => down));
  const heads = order.map(({ revision }) => revision).filter((id) => !followed.has(id));
  return {
    revisions: order,
    heads,
    bases: order.filter(({ down }) => down.length === 0).map(({ revision }) => revision),
    branchPoints: order
      .map(({ revision }) => revision)
      .filter((id) => revisions.filter(({ down }) => down.includes(id)).length > 1),
    mergePoints: order.filter(({ down }) => down.length > 1).map(({ revision }) => revision),
    ...gather(
      order.map((revision) => ({ revision, steps: stepsOf(byId.get(revision.revision), revision.revision, models) })),
    ),
    checksums: {},
    problems: [...brokenFiles(all), ...missingParents(revisions), ...conflicts(heads)],
  };
}

function stepsOf(file: DjangoFile | undefined, id: string, all: Map<string, Models>): Steps {
  const steps = noSteps();
  const app = appOf(id);
  const models = all.get(app) ?? new Map();
  all.set(app, models);
  if (file !== undefined) {
    readOperations(file.operations, { steps, app, models, line: file.line, isState: false });
  }
  return steps;
}

function asRevision(file: DjangoFile): Revision {
  const { app } = file;
  const own = file.dependencies.filter(([other]) => other === app).map(([, name]) => `${app}.${name}`);
  const others = file.dependencies.filter(([other]) => other !== app).map(([other, name]) => `${other}.${name}`);
  return {
    revision: idOf(file),
    down: [...new Set(own)],
    dependsOn: [...new Set(others)],
    branchLabels: file.replaces.map(([other, name]) => `replaces ${other}.${name}`),
    file: file.path,
  };
}

/** A squashed migration counts as applied once all that it replaces is; half of that runs the old ones to the end. */
function pendingIn({ revisions }: Directory, rows: string[]): string[] {
  const done = new Set(rows);
  return revisions.flatMap((revision) => {
    if (done.has(revision.revision)) return [];
    const replaced = replacedBy(revision);
    const left = replaced.filter((id) => !done.has(id));
    if (replaced.length === 0 || left.length === replaced.length) return [revision.revision];
    return left;
  });
}

function replacedIn({ revisions }: Directory): string[] {
  return revisions.flatMap(replacedBy);
}

function replacedBy({ branchLabels }: Revision): string[] {
  return branchLabels.flatMap((label) => (label.startsWith("replaces ") ? [label.slice("replaces ".length)] : []));
}

function appOf(id: string): string {
  return id.slice(0, id.indexOf("."));
}

function brokenFiles(files: DjangoFile[]): MigrationReport["problems"] {
  return files.flatMap((file) => {
    if (file.fault === undefined) return [];
    const message = `${file.path}: ${file.fault}. Django imports every migration and stops at this one.`;
    return [{ kind: "broken-file", revision: idOf(file), message }];
  });
}

/** Migrations of apps that are not in the directory can't be looked for. */
function missingParents(revisions: Revision[]): MigrationReport["problems"] {
  const ids = new Set(revisions.flatMap((revision) => [revision.revision, ...replacedBy(revision)]));
  const apps = new Set(revisions.map(({ revision }) => appOf(revision)));
  return revisions.flatMap(({ revision, down, dependsOn, file }) =>
    [...down, ...dependsOn]
      .filter((id) => apps.has(appOf(id)) && !ids.has(id) && !/\.__(first|latest)__$/.test(id))
      .map((id) => ({
        kind: "missing-parent",
        revision,
        message: `${file} depends on ${id}, which no file has: Django fails with NodeNotFoundError. Restore that file, or correct the dependency.`,
      })),
  );
}

function conflicts(heads: string[]): MigrationReport["problems"] {
  const apps = [...new Set(heads.map(appOf))];
  return apps.flatMap((app) => {
    const leaves = heads.filter((id) => appOf(id) === app);
    if (leaves.length < 2) return [];
    const message = `app ${app} has ${leaves.length} leaf migrations (${list(leaves)}): "migrate" refuses to run. Join them with "makemigrations --merge".`;
    return [{ kind: "multiple-heads", revision: leaves.join(", "), message }];
  });
}
