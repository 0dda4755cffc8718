import type { ExceptionLink, Frame } from "../../../shared/events.ts";
import { frame, link } from "./frames.ts";
import type { ExceptionParser } from "./index.ts";

const FRAME =
  /^\s*(?:from )?(?:[\w-]{1,80} \([\d.]{1,30}\) )?([^\s:][^:]{0,400}\.(?:rb|erb|rake|ru)):(\d{1,9}):in [`'](.{1,200}?)'(?:: (.*))?$/;
const RAILS = /^[ \t]{0,8}(?:.{0,80}?[ \t])?([A-Z]\w{0,80}(?:::[A-Z]\w{0,80}){0,8}) \((.{0,2000})\):[ \t]*$/m;
const PLAIN = /^(.*) \(([A-Z]\w{0,80}(?:::[A-Z]\w{0,80}){0,8})\)$/;

/** Ruby's backtraces: `file.rb:1:in 'm': message (Class)`, and Rails' `Class (message):`. */
export const ruby: ExceptionParser = {
  id: "ruby",
  looksLike: (text) => /\.(?:rb|erb|rake|ru):\d{1,9}:in [`']/.test(text),
  parse: parseBacktrace,
};

function parseBacktrace(text: string): ExceptionLink[] {
  const frames: Frame[] = [];
  let plain: RegExpExecArray | null = null;
  for (const line of text.split("\n")) {
    const parts = FRAME.exec(line);
    if (parts === null) continue;
    frames.unshift(frame(parts[1] ?? "", parts[2], parts[3]));
    plain ??= parts[4] === undefined ? null : PLAIN.exec(parts[4]);
  }
  const rails = RAILS.exec(text);
  if (plain !== null) return [link(plain[2] ?? "", plain[1] ?? "", frames)];
  return rails === null ? [] : [link(rails[1] ?? "", rails[2] ?? "", frames)];
}
