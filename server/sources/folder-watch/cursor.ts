import { z } from "zod";
import type { Json } from "../../../shared/json.ts";
import type { FoundFile } from "./find-files.ts";

const readFileSchema = z.object({
  sizeBytes: z.number(),
  modifiedAt: z.number(),
  changedAt: z.number(),
  /** All before this byte was read. */
  readTo: z.number(),
  /** The line that the last of it was on, from 1; 0 before the first. */
  lines: z.number(),
});
export type ReadFile = z.infer<typeof readFileSchema>;

/** Which files of a folder are read. Times are milliseconds since 1970. */
const folderCursorSchema = z.object({
  version: z.literal(1),
  /** Files that did not change after this are read too, named here or not. */
  doneTo: z.number(),
  files: z.record(z.string(), readFileSchema),
});
export type FolderCursor = z.infer<typeof folderCursorSchema>;

/** So many files are remembered by name, those that changed last: a sink makes tens of thousands a year. */
const MAX_FILES = 200;

/** The stored cursor, or the one that has read nothing where there is none that can be read. */
export function openFolderCursor(stored: Json | undefined): FolderCursor {
  const parsed = folderCursorSchema.safeParse(stored);
  return parsed.success ? parsed.data : { version: 1, doneTo: 0, files: {} };
}

/** Whether all that the file holds was read. */
export function isRead(cursor: FolderCursor, file: FoundFile): boolean {
  const known = knownFile(cursor, file.path);
  if (known === undefined) return file.changedAt <= cursor.doneTo;
  return known.readTo === file.sizeBytes && known.modifiedAt === file.modifiedAt;
}

/** What is remembered of a file by its name. */
export function knownFile({ files }: FolderCursor, path: string): ReadFile | undefined {
  return Object.hasOwn(files, path) ? files[path] : undefined;
}

/** The cursor after a file was read up to a byte; the files that changed longest ago are forgotten by name. */
export function afterFile(
  cursor: FolderCursor,
  { path, sizeBytes, modifiedAt, changedAt }: FoundFile,
  { readTo, lines }: Pick<ReadFile, "readTo" | "lines">,
): FolderCursor {
  const files = { ...cursor.files, [path]: { sizeBytes, modifiedAt, changedAt, readTo, lines } };
  const byAge = Object.entries(files).sort(([, a], [, b]) => a.changedAt - b.changedAt);
  // What is not read to its end must stay known by name.
  const forgotten = byAge.slice(0, -MAX_FILES).filter(([, file]) => file.readTo === file.sizeBytes);
  for (const [name] of forgotten) delete files[name];
  return { version: 1, doneTo: Math.max(cursor.doneTo, forgotten.at(-1)?.[1].changedAt ?? 0), files };
}
