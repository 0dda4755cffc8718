import { z } from "zod";
import type { Json } from "../shared/json.ts";
import { formatTime, plural } from "../shared/words.ts";

const sweepSchema = z.object({
  sweptTo: z.number(),
  window: z.object({ from: z.number(), to: z.number(), pageToken: z.string().optional() }).optional(),
});
const folderSchema = z.object({ doneTo: z.number(), files: z.record(z.string(), z.unknown()) });

/** Where a source reads on, as a person reads it; null where the cursor is of no kind that is known. */
export function cursorInWords(cursor: Json | undefined): string | null {
  const sweep = sweepSchema.safeParse(cursor).data;
  if (sweep !== undefined) {
    const done = `All that was received before ${formatTime(sweep.sweptTo)} is read`;
    const { window } = sweep;
    if (window === undefined) return `${done}.`;
    const page = window.pageToken === undefined ? "" : ", within its pages";
    return `${done}; under way is ${formatTime(window.from)} to ${formatTime(window.to)}${page}.`;
  }
  const folder = folderSchema.safeParse(cursor).data;
  if (folder === undefined) return null;
  const known = plural(Object.keys(folder.files).length, "file is", "files are");
  const old = folder.doneTo === 0 ? "" : `; all that changed before ${formatTime(folder.doneTo)} are read too`;
  return `${known} known by name${old}.`;
}
