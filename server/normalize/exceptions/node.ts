import type { ExceptionLink, Frame } from "../../../shared/events.ts";
import { frame, link } from "./frames.ts";
import type { ExceptionParser } from "./index.ts";

const FRAME =
  /^\s+at (?:(async |new )?(.{1,300}?) \()?((?:file:\/\/|node:|[A-Za-z]:\\|\/|\.|webpack|internal|native|<|[\w@])[^()]{0,400}?)(?::(\d{1,9}))?(?::(\d{1,9}))?\)?(?: \{)?$/;
const HEADER =
  /^\s*(?:\[cause\]: |\[errors\]: \[|\[?Caused by:? |(?:\(node:\d{1,10}\) )?(?:UnhandledPromiseRejectionWarning: )?(?:Uncaught |Unhandled )?(?:Exception |\(in promise\) )?)\s*(?:Uncaught )?([A-Za-z_$][\w$.]{0,100}(?:Error|Exception|Rejection|Warning|Abort)|[A-Z][\w$.]{0,100}|error)(?: \[([\w.-]{1,60})\])?(?:: (.*))?$/;

type Open = { type: string; message: string[]; frames: Frame[] };

/** JavaScript's and TypeScript's stacks, `[cause]:` and AggregateError's members first. */
export const node: ExceptionParser = {
  id: "node",
  looksLike: (text) => /^[ \t]+at /m.test(text),
  parse: parseStacks,
};

function parseStacks(text: string): ExceptionLink[] {
  const found: Open[] = [];
  let open: Open | undefined;
  for (const line of text.split("\n")) {
    const isFrame = /^\s+at /.test(line);
    const parts = isFrame ? FRAME.exec(line) : null;
    if (parts !== null) {
      open?.frames.push(frame((parts[3] ?? "").replace(/^file:\/\//, ""), parts[4], parts[2]));
      continue;
    }
    const header = isFrame ? null : HEADER.exec(line);
    const startsNew = header !== null && (open === undefined || open.frames.length > 0 || line.includes("[cause]"));
    if (startsNew && header !== null) {
      open = { type: header[1] ?? "Error", message: [header[3] ?? ""], frames: [] };
      found.push(open);
    } else if (open !== undefined && open.frames.length === 0) open.message.push(line);
  }
  const withFrames = found.filter((item) => item.frames.length > 0);
  return withFrames.map((item) => link(item.type, item.message.join("\n"), item.frames.reverse())).reverse();
}
