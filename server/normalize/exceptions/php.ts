import type { ExceptionLink, Frame } from "../../../shared/events.ts";
import { frame, link } from "./frames.ts";
import type { ExceptionParser } from "./index.ts";

const FRAME = /^#\d{1,4} (?:(.{1,400}?)\((\d{1,9})\)|\[internal function\]): (.{1,300}?)\(/;
const HEADER =
  /^(?:.{0,200}?(?:Uncaught |ERROR: |Next ))?([A-Za-z_\\][\w\\]{0,200}): ([\s\S]{0,3000}?) in (\/.{1,400}|[A-Z]:\\.{1,400}):(\d{1,9})$/;
const OLD_HEADER = /exception '([\w\\]{1,200})' with message '([\s\S]{0,3000}?)' in (.{1,400}):(\d{1,9})$/;

/** PHP's stacks; of a chain `Next …` the first printed was raised first. */
export const php: ExceptionParser = {
  id: "php",
  looksLike: (text) => text.includes("Stack trace:") && text.includes("\n#0 "),
  parse: parseChain,
};

function parseChain(text: string): ExceptionLink[] {
  return text
    .split(/\n\n(?=Next )/)
    .map(parseOne)
    .filter((item) => item !== undefined);
}

function parseOne(text: string): ExceptionLink | undefined {
  const [head = "", stack = ""] = text.split(/\n(?:\[stacktrace\]|Stack trace:)\n/, 2);
  const parts = OLD_HEADER.exec(head) ?? HEADER.exec(head);
  if (parts === null) return undefined;
  const frames: Frame[] = [];
  for (const line of stack.split("\n")) {
    const at = FRAME.exec(line);
    if (at !== null) frames.unshift(frame(at[1] ?? "[internal function]", at[2], at[3]));
  }
  frames.push(frame(parts[3] ?? "", parts[4], undefined));
  return link(parts[1] ?? "", parts[2] ?? "", frames);
}
