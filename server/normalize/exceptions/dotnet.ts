import type { ExceptionLink, Frame } from "../../../shared/events.ts";
import { frame, link } from "./frames.ts";
import type { ExceptionParser } from "./index.ts";

const FRAME = /^\s+at ([\w.<>`[\],+|$ -]{1,300})\(.{0,500}?\)(?: in (.{1,400}):line (\d{1,9}))?\s*$/;
const TYPE = /(?:^|\s)((?:[A-Z]\w{0,80}\.){1,12}\w{1,120})(?: \(0x[0-9A-Fa-f]{1,8}\))?: /;

/** .NET's stacks: inner exceptions stand behind `--->` and print their frames first. */
export const dotnet: ExceptionParser = {
  id: "dotnet",
  looksLike: (text) =>
    /--- End of inner exception|:line \d+[ \r]?$|^Unhandled exception\. |^ {3}at [A-Z][\w.<>`]+\(.{0,300}\)[ \r]?$/m.test(
      text,
    ),
  parse: parseChain,
};

function parseChain(text: string): ExceptionLink[] {
  const lines = text.split("\n");
  const firstFrame = lines.findIndex((line) => FRAME.test(line));
  if (firstFrame < 0) return [];
  const head = lines
    .slice(0, firstFrame)
    .join("\n")
    .replace(/^.{0,200}?Unhandled exception\. /, "");
  const names = head.split(/\s*--->\s*/);
  const stacks = framesByException(lines.slice(firstFrame));
  const outerFirst = names.map((name, index) => named(name, stacks[names.length - 1 - index] ?? []));
  return outerFirst.filter((item) => item !== undefined).reverse();
}

function named(text: string, frames: Frame[]): ExceptionLink | undefined {
  const parts = TYPE.exec(text);
  if (parts?.[1] === undefined) return undefined;
  return link(parts[1], text.slice(parts.index + parts[0].length), frames);
}

/** The innermost exception's frames first, each stack from the outermost call. */
function framesByException(lines: string[]): Frame[][] {
  const stacks: Frame[][] = [[]];
  for (const line of lines) {
    if (line.includes("--- End of inner exception")) stacks.push([]);
    const parts = FRAME.exec(line);
    if (parts === null) continue;
    const called = parts[1] ?? "";
    stacks.at(-1)?.unshift(frame(parts[2] ?? "", parts[3], called, called.split(".")[0]));
  }
  return stacks.map((stack) => stack.map((item) => ({ ...item, isOwn: item.isOwn && item.file !== "" })));
}
