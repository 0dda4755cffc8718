import type { ExceptionLink, Frame } from "../../../shared/events.ts";
import { frame, link } from "./frames.ts";
import type { ExceptionParser } from "./index.ts";

const PANIC = /^(?:.{0,100}?[ \t])?(panic|fatal error): (.*)$/m;
const GOROUTINE = /^goroutine \d{1,12} \[/;
const FILE_LINE = /^\s+(\/?[^\s:][^:]{0,400}\.(?:go|s)):(\d{1,9})/;
/** What a wrapped error ends in, as the standard library and the common drivers print it. */
const ROOT_OF_WRAPPED =
  /(?:^|: )((?:pq|ERROR|FATAL|dial tcp|rpc error|context deadline exceeded|EOF|x509|read tcp|lookup|open|exec)\b.*)$/;

/** Go's panics with the goroutine that failed, and the stacks that zap and pkg/errors print. */
export const go: ExceptionParser = {
  id: "go",
  looksLike: (text) =>
    text.includes("goroutine ") || PANIC.test(text) || FILE_LINE.test(text) || /\n\t\/?\S+\.go:\d/.test(text),
  parse: parsePanic,
};

function parsePanic(text: string): ExceptionLink[] {
  const panic = PANIC.exec(text);
  const lines = text.split("\n");
  const start = lines.findIndex((line) => GOROUTINE.test(line));
  const frames = framesOf(start < 0 ? lines : lines.slice(start + 1));
  if (panic === null) return frames.length > 0 && start < 0 ? fromVerbose(lines, frames) : [];
  if (start < 0 && frames.length === 0 && !text.startsWith(panic[0])) return [];
  const text0 = (panic[2] ?? "").replace(/ \[recovered\].*$/, "");
  const message = text0.replace(/^runtime error: /, "");
  return [
    link(
      panic[1] === "panic" && message === text0 ? "panic" : text0 === message ? "fatal error" : "runtime error",
      message,
      frames,
    ),
  ];
}

/** Function lines and file lines alternate, innermost first; the first goroutine ends at an empty line. */
function framesOf(lines: string[]): Frame[] {
  const frames: Frame[] = [];
  let called = "";
  for (const line of lines) {
    if (line === "" && frames.length > 0) break;
    const parts = FILE_LINE.exec(line);
    if (parts === null)
      called = line
        .replace(/\([^()]{0,500}\)$/, "")
        .replace(/^created by /, "")
        .trim();
    else frames.push(frame(parts[1] ?? "", parts[2], called, called.split(".")[0]));
  }
  return frames.reverse();
}

/** `%+v` of pkg/errors: the message, then its stack. */
function fromVerbose(lines: string[], frames: Frame[]): ExceptionLink[] {
  const first = lines[0] ?? "";
  return FILE_LINE.test(lines[1] ?? "") ? [] : unwrapped(first, frames);
}

/** A wrapped error `a: b: c` as a chain: what it ends in first, where that is known, then the whole text. */
export function unwrapped(text: string, frames: Frame[]): ExceptionLink[] {
  const whole = link("error", text, frames);
  const root = ROOT_OF_WRAPPED.exec(text.slice(0, 2000))?.[1];
  return root === undefined || root === text ? [whole] : [link("error", root, []), whole];
}

/** Go frames of a stack without a message, as zap's `stacktrace` field has them. */
export function goFrames(stack: string): Frame[] {
  return framesOf(stack.split("\n"));
}
