import type { ExceptionLink, Frame } from "../../../shared/events.ts";
import { remembering } from "../../../shared/memo.ts";
import { frame, link } from "./frames.ts";
import type { ExceptionParser } from "./index.ts";

const TRACEBACK = "Traceback (most recent call last)";
const FRAME = /^\s*File "([^"]{1,500})", line (\d{1,9})(?:, in (.{1,300}))?/;
const EXCEPTION_LINE = /^([A-Za-z_][\w.]{0,199})(?::\s?(.*))?$/;
const SEPARATOR = /^(?:During handling of the above exception|The above exception was the direct cause)/;
/** Exception groups draw a tree in front of their lines: `  | `, `  +-+---------------- 1 ----------------`. */
const GROUP_TREE = /^\s{0,40}(?:\| ?|\+-\+?-{4,} ?(?:\d+|\.\.\.)? ?-{0,40}|\+-{4,}$)/;

type Open = { frames: Frame[]; type?: string; message: string[]; isGroup: boolean; depth: number };

/** Python's tracebacks: chains in the order raised, the members of an exception group before the group. */
export const python: ExceptionParser = {
  id: "python",
  looksLike: (text) => text.includes(TRACEBACK) || (text.includes('File "') && text.includes("SyntaxError: ")),
  parse: parseTracebacks,
};

function parseTracebacks(text: string): ExceptionLink[] {
  const links: ExceptionLink[] = [];
  const groups: ExceptionLink[] = [];
  let open: Open | undefined = text.includes(TRACEBACK) ? undefined : newTraceback("");
  const close = () => {
    const closed = open === undefined ? undefined : closeTraceback(open);
    if (closed !== undefined) (open?.isGroup ? groups : links).push(closed);
    open = undefined;
  };
  for (const raw of text.split("\n")) {
    const line = raw.replace(GROUP_TREE, "").replace(/\r$/, "");
    if (line.includes(TRACEBACK)) {
      close();
      open = newTraceback(line);
    } else if (SEPARATOR.test(line) || /^\s{0,40}\+-/.test(raw)) close();
    else if (open !== undefined) readLine(open, line);
  }
  close();
  return [...links, ...groups.reverse()];
}

function newTraceback(line: string): Open {
  return { frames: [], message: [], isGroup: line.includes("Exception Group"), depth: 0 };
}

function readLine(open: Open, line: string): void {
  if (open.type !== undefined) {
    open.message.push(line);
    return;
  }
  const found = frameIn(line);
  if (found !== undefined) {
    open.frames.push(found);
    return;
  }
  const isIndented = line.startsWith(" ") || line.startsWith("\t");
  const named = isIndented ? null : EXCEPTION_LINE.exec(line);
  if (named?.[1] === undefined) return;
  open.type = named[1];
  open.message.push(named[2] ?? "");
}

/** The same lines of a program stand in each of its stacks. */
const frameIn = remembering((line): Frame | undefined => {
  const parts = FRAME.exec(line);
  return parts === null ? undefined : frame(parts[1] ?? "", parts[2], parts[3]);
});

/** Undefined where the traceback was cut before it said what was raised. */
function closeTraceback(open: Open): ExceptionLink | undefined {
  if (open.type === undefined) {
    return open.frames.length === 0
      ? undefined
      : link("Exception", "the traceback ends before it says what was raised", open.frames);
  }
  return link(open.type, open.message.join("\n"), open.frames);
}
