import { readdir, stat } from "node:fs/promises";
import { join, relative } from "node:path";
import { messageOf } from "../../lib/errors.ts";

/** A file below the folder; times are milliseconds since 1970. `changedAt` cannot be set by those who copy files. */
export type FoundFile = { path: string; sizeBytes: number; modifiedAt: number; changedAt: number };

/** Names that tools give to files that are not whole yet, and hidden files. */
const UNFINISHED = /(?:^|\/)\.|(?:\.tmp|\.part|\.partial|\.gstmp|~)$/;

/**
 * The files of a folder and of those below it, the one that changed longest ago first; empty, and a sentence to `fail`,
 * where it cannot be read. Links are not followed. A file that goes away meanwhile is left out.
 */
export async function findFiles(folder: string, fail: (fault: string) => void): Promise<FoundFile[]> {
  const found: FoundFile[] = [];
  try {
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      const path = relative(folder, join(entry.parentPath, entry.name));
      if (!entry.isFile() || UNFINISHED.test(path)) continue;
      const facts = await stat(join(folder, path)).catch(() => undefined);
      if (facts === undefined) continue;
      found.push({ path, sizeBytes: facts.size, modifiedAt: facts.mtimeMs, changedAt: facts.ctimeMs });
    }
  } catch (error) {
    fail(`${folder} cannot be read (${messageOf(error)}): expected a folder with files of log entries.`);
  }
  return found.sort((a, b) => a.changedAt - b.changedAt || (a.path < b.path ? -1 : 1));
}
