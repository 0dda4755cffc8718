import { type Dirent, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { MigrationFile } from "../../../shared/migrations.ts";
import { messageOf, PlumblineError } from "../../lib/errors.ts";

const MAX_FILES = 50_000;
const MAX_FILE_BYTES = 8 * 1024 * 1024;
const MAX_ALL_BYTES = 256 * 1024 * 1024;

/** Folders that hold no migrations and can be huge. */
const NOT_READ = /^(__pycache__|node_modules|\.git|\.hg|\.svn|\.venv|venv|\.tox|\.mypy_cache|\.pytest_cache)$/;
/** What migrations and their settings are written in. */
const READ = /\.(py|sql|js|ts|mjs|cjs|mts|cts|rb|java|kt|groovy|scala|ini|toml|mako|conf)$/i;

/**
 * The files of a migrations' directory and of the folders in it, by path. Links to folders are not followed. Throws a
 * PlumblineError that names what is wrong with the directory.
 */
export function readMigrationDirectory(directory: string): MigrationFile[] {
  const top = statOf(directory);
  if (!top.isDirectory()) {
    throw new PlumblineError("bad-input", `${directory} is a file: give the directory that holds the migrations.`);
  }
  const files: MigrationFile[] = [];
  const budget = { bytes: MAX_ALL_BYTES };
  readFolder(directory, "", files, budget);
  return files;
}

function readFolder(directory: string, within: string, files: MigrationFile[], budget: { bytes: number }): void {
  for (const entry of entriesOf(join(directory, within))) {
    const path = within === "" ? entry.name : `${within}/${entry.name}`;
    if (entry.isDirectory()) {
      if (!NOT_READ.test(entry.name)) readFolder(directory, path, files, budget);
    } else if (READ.test(entry.name) && isFile(join(directory, path), entry)) {
      if (files.length >= MAX_FILES) throw tooMuch(directory, `more than ${MAX_FILES} files`);
      files.push({ path, content: contentOf(join(directory, path), budget, directory) });
    }
  }
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    throw new PlumblineError("bad-input", `${folder} cannot be read: ${messageOf(error)}.`, { cause: error });
  }
}

function isFile(path: string, entry: Dirent): boolean {
  if (!entry.isSymbolicLink()) return entry.isFile();
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

function contentOf(path: string, budget: { bytes: number }, directory: string): Uint8Array {
  try {
    const { size } = statSync(path);
    if (size > MAX_FILE_BYTES) throw tooMuch(path, `more than ${MAX_FILE_BYTES / 1024 / 1024} MB`);
    budget.bytes -= size;
    if (budget.bytes < 0) throw tooMuch(directory, `more than ${MAX_ALL_BYTES / 1024 / 1024} MB`);
    return readFileSync(path);
  } catch (error) {
    if (error instanceof PlumblineError) throw error;
    throw new PlumblineError("bad-input", `${path} cannot be read: ${messageOf(error)}.`, { cause: error });
  }
}

function statOf(directory: string) {
  const found = statSync(directory, { throwIfNoEntry: false });
  if (found !== undefined) return found;
  throw new PlumblineError(
    "bad-input",
    `${directory} does not exist: give the directory that holds the migrations, for example migrations/versions.`,
  );
}

function tooMuch(what: string, how: string): PlumblineError {
  return new PlumblineError("too-large", `${what} holds ${how}: give the directory of the migrations alone.`);
}
