import type { Revision } from "../../../shared/migrations.ts";
import { folderOf } from "../paths.ts";
import type { DjangoFile } from "./read-django.ts";

/**
 * The files with their apps: the folder that holds `migrations`, unless the files call themselves something else when they
 * depend on each other.
 */
export function withApps(files: DjangoFile[], directory: string): DjangoFile[] {
  const folders = new Map<string, DjangoFile[]>();
  for (const file of files) folders.set(folderOf(file.path), [...(folders.get(folderOf(file.path)) ?? []), file]);
  return [...folders].flatMap(([folder, own]) => {
    const app = labelOf(own, labelFromPath(`${directory}/${folder}`));
    return own.map((file) => ({ ...file, app }));
  });
}

/** `app.0001_initial`, as django_migrations and a dependency say it. */
export function idOf({ app, name }: Pick<DjangoFile, "app" | "name">): string {
  return `${app}.${name}`;
}

/** Files that a squashed one stands for are left out, and what stood on them stands on it. */
export function withoutReplaced(files: DjangoFile[]): DjangoFile[] {
  const stand = new Map(files.flatMap((file) => file.replaces.map(([app, name]) => [idOf({ app, name }), file.name])));
  return files
    .filter((file) => !stand.has(idOf(file)))
    .map((file) => ({
      ...file,
      dependencies: file.dependencies.flatMap(([app, name]): [string, string][] => {
        const instead = stand.get(idOf({ app, name }));
        return instead === file.name ? [] : [[app, instead ?? name]];
      }),
    }));
}

/** The order in which Django runs them: leaf by leaf in order of name, what each stands on before it. */
export function djangoOrder(revisions: Revision[]): Revision[] {
  const byId = new Map(revisions.map((revision) => [revision.revision, revision]));
  const followed = new Set(revisions.flatMap(({ down }) => down));
  const leaves = [...byId.keys()].filter((id) => !followed.has(id)).sort();
  const done = new Set<string>();
  const order: Revision[] = [];
  const stack = [...leaves, ...[...byId.keys()].sort().reverse()].reverse().map((id) => ({ id, isReady: false }));
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    const revision = byId.get(top.id);
    if (revision === undefined || done.has(top.id)) continue;
    if (top.isReady) {
      done.add(top.id);
      order.push(revision);
      continue;
    }
    if (stack.some(({ id, isReady }) => isReady && id === top.id)) continue;
    stack.push({ id: top.id, isReady: true });
    for (const id of [...revision.down, ...revision.dependsOn].sort()) stack.push({ id, isReady: false });
  }
  return order;
}

function labelOf(files: DjangoFile[], fromPath: string): string {
  const names = new Set(files.map(({ name }) => name));
  const counts = new Map<string, number>();
  for (const [app, name] of files.flatMap(({ dependencies, replaces }) => [...dependencies, ...replaces])) {
    if (names.has(name)) counts.set(app, (counts.get(app) ?? 0) + 1);
  }
  if (counts.size === 0 || counts.has(fromPath)) return fromPath;
  // `0001_initial` is a name of every app, so one hit among many files proves little; the most frequent one does.
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0] ?? fromPath;
}

function labelFromPath(folder: string): string {
  const parts = folder.split("/").filter((part) => part !== "");
  const last = parts.at(-1) ?? "";
  return last === "migrations" ? (parts.at(-2) ?? "") : last;
}
