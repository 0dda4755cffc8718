import type { Json } from "../../shared/json.ts";
import { SECOND } from "../../shared/time.ts";
import { plural } from "../../shared/words.ts";
import { messageOf } from "../lib/errors.ts";
import { readFiles } from "./file.ts";
import { fileProgressOf, progressSentence } from "./file-progress.ts";
import { afterFile, type FolderCursor, isRead, knownFile, openFolderCursor } from "./folder-watch/cursor.ts";
import { type FoundFile, findFiles } from "./folder-watch/find-files.ts";
import { readableRange } from "./folder-watch/readable-range.ts";
import type { Source, SourceBatch, SourceContext } from "./source.ts";

type FolderSettings = { path: string; pollSeconds: number };

/** A directory of files of entries, such as a sink's export, looked at again and again. */
export function folderSource(settings: FolderSettings): Source {
  return {
    name: `folder ${settings.path}`,
    kind: "folder",
    isShared: false,
    reads: (context) => watchFolder(settings, context),
  };
}

/**
 * The entries of every file in a directory and below it, the file that changed longest ago first; then of each that is new or
 * changed. Of a file of lines that grew, only what was added is read. What is being written is left until its line, or for
 * other forms its file, is finished. The cursor names files that are read to their end: one that was cut short by the end
 * of the process is read again.
 */
async function* watchFolder(settings: FolderSettings, context: SourceContext): AsyncGenerator<SourceBatch> {
  const { path, pollSeconds } = settings;
  let cursor = openFolderCursor(context.cursor);
  while (!context.signal.aborted) {
    const faults: string[] = [];
    const lookedAt = context.now();
    const found = await findFiles(path, (fault) => faults.push(fault));
    const fresh = found.filter((file) => !isRead(cursor, file));
    let waiting = 0;
    const tell = teller(fresh, cursor, context);
    for (const [i, file] of fresh.entries()) {
      if (context.signal.aborted) return;
      tell(i, 0);
      try {
        const after = yield* readFile(path, file, cursor, { context, onBytes: (bytes) => tell(i, bytes) });
        if (after === undefined) waiting += 1;
        cursor = after ?? cursor;
      } catch (error) {
        faults.push(messageOf(error));
      }
    }
    const [fault] = faults;
    const isFailed = fault !== undefined && found.length === 0;
    context.report({
      state: isFailed ? "failed" : "idle",
      detail: `${isFailed ? "" : told(path, found.length, waiting)}${fault === undefined ? "" : `${fault} `}It is looked at again every ${pollSeconds} s.`,
      ...(fault === undefined ? {} : { error: fault }),
      ...(fault === undefined && waiting === 0 ? { coveredTo: lookedAt } : {}),
    });
    await context.sleep(pollSeconds * SECOND);
  }
}

/** Reports that a file is being read and how much of it was, with what of all files that is. */
function teller(files: readonly FoundFile[], cursor: FolderCursor, context: SourceContext) {
  const sizes = files.map(({ path, sizeBytes }) => {
    const readTo = knownFile(cursor, path)?.readTo ?? 0;
    return readTo <= sizeBytes ? sizeBytes - readTo : sizeBytes;
  });
  const of = sizes.reduce((sum, size) => sum + size, 0);
  const begunAt = context.now();
  return (index: number, bytes: number) => {
    const before = sizes.slice(0, index).reduce((sum, size) => sum + size, 0);
    const read = before + Math.min(bytes, sizes[index] ?? 0);
    const now = context.now();
    const progress = fileProgressOf({ read, of }, begunAt, now);
    const which = `Reading ${files[index]?.path}, file ${index + 1} of ${files.length}`;
    context.report({ state: "reading", detail: `${which}: ${progressSentence(progress, now)}.`, files: progress });
  };
}

function told(path: string, count: number, waiting: number): string {
  if (count === 0) return `${path} holds no file yet. `;
  const rest = waiting === 0 ? "" : `, but for what is still being written to ${plural(waiting, "file")}`;
  return `${path} is read (${plural(count, "file")})${rest}. `;
}

/** The cursor after a file, or undefined where nothing of it can be read yet. */
async function* readFile(
  folder: string,
  file: FoundFile,
  cursor: FolderCursor,
  { context, onBytes }: { context: SourceContext; onBytes: (bytes: number) => void },
): AsyncGenerator<SourceBatch, FolderCursor | undefined> {
  const known = knownFile(cursor, file.path);
  const range = await readableRange(`${folder}/${file.path}`, file, known, context.now());
  if (range === undefined) return undefined;
  let lines = range.firstLine;
  for await (const batch of readFiles([`${folder}/${file.path}`], { range, onBytes })) {
    if (context.signal.aborted) return undefined;
    const values = batch.values.map(({ line, value }) => ({ line: line + range.firstLine, value }));
    const rejections = batch.rejections.map(({ line, reason }) => ({
      line: line + range.firstLine,
      reason: `${file.path}: ${reason}`,
    }));
    for (const { line } of [...values, ...rejections]) lines = Math.max(lines, line);
    yield { values, rejections, gaps: [] };
  }
  const after = afterFile(cursor, file, { readTo: range.end, lines });
  yield { values: [], rejections: [], gaps: [], cursor: asJson(after) };
  return after;
}

function asJson(cursor: FolderCursor): Json {
  return JSON.parse(JSON.stringify(cursor));
}
