import type { ExceptionLink, Frame } from "../../../shared/events.ts";
import { frame, link } from "./frames.ts";
import type { ExceptionParser } from "./index.ts";

const FRAME = /^\s*at (?:[\w.@-]{1,100}\/)?([\w.$<>/-]{1,300})\.([\w$<>-]{1,150})\(([^():]{1,200})(?::(\d{1,9}))?\)/;
const HEADER =
  /^(\s*)(?:Exception in thread "[^"]{0,200}" |(Caused by: )|(Suppressed: )|.{0,200}?\s)?((?:[a-z][\w]{0,60}\.){1,12}[\w$]{1,120})(?:: (.*))?$/;

type Open = { type: string; message: string[]; frames: Frame[]; isSuppressed: boolean };

/** Java's and Kotlin's stacks; `Caused by` first, suppressed exceptions left out. */
export const java: ExceptionParser = {
  id: "java",
  looksLike: (text) =>
    /^[ \t]*at [\w.$/<>@-]+\([\w$-]+\.(?:java|kt|scala|groovy)|\((?:Native Method|Unknown Source)\)|^Caused by: /m.test(
      text,
    ),
  parse: parseStacks,
};

function parseStacks(text: string): ExceptionLink[] {
  const found: Open[] = [];
  let open: Open | undefined;
  for (const line of text.split("\n")) {
    const parts = FRAME.exec(line);
    if (parts !== null) {
      open?.frames.push(frame(parts[3] ?? "", parts[4], parts[2], parts[1]));
      continue;
    }
    if (/^\s*\.\.\. \d+ (?:more|common frames omitted)/.test(line)) continue;
    const header = HEADER.exec(line);
    const startsNew = header !== null && (open === undefined || open.frames.length > 0 || header[2] !== undefined);
    if (startsNew && header !== null) {
      open = { type: header[4] ?? "", message: [header[5] ?? ""], frames: [], isSuppressed: header[3] !== undefined };
      found.push(open);
    } else if (open !== undefined && open.frames.length === 0) open.message.push(line);
  }
  const raised = found.filter((item) => item.frames.length > 0 && !item.isSuppressed);
  return raised.map((item) => link(item.type, item.message.join("\n"), item.frames.reverse())).reverse();
}
