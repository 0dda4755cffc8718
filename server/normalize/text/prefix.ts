import type { Severity } from "../../../shared/severity.ts";
import { readSeverity } from "../entry/severity.ts";

/** A log line without what the logger put before it, and the severity it named there. */
export type LogLine = { text: string; severity?: Severity };

const TIME =
  /^[[(]?\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d(?:[.,:]\d{1,9})?(?: ?(?:Z|UTC|GMT|[A-Z]{3,4}|[+-]\d\d:?\d\d))?[\])]?[ \t|,:-]{0,5}/;
const LEVELS =
  "TRACE|DEBUG|INFO|INFORMATION|NOTICE|SUCCESS|WARN|WARNING|ERROR|SEVERE|CRITICAL|CRIT|FATAL|PANIC|ALERT|EMERGENCY|LOG|HINT|DETAIL|STATEMENT|CONTEXT";
const BRACKETED_LEVEL = new RegExp(`^[[(<](${LEVELS})\\s{0,4}[\\])>][ \\t:|-]{0,4}`, "i");
const PLAIN_LEVEL = new RegExp(`^(${LEVELS})\\b\\s{0,8}(?:[:|]|- )?\\s{0,8}`);
const LOWER_LEVEL = /^(trace|debug|info|notice|warn|warning|error|critical|fatal): {1,8}/;
const PROCESS =
  /^(?:\[\d{1,10}\]:? |\[\d{1,10}-\d{1,6}\] |\d{1,10}#\d{1,10}: (?:\*\d{1,12} )?|\(?pid[:=] ?\d{1,10}\)? |\d{1,10} --- |\[[\w .#:/-]{1,60}\] (?=[A-Z]{4,8} ))/;
const DATABASE_SESSION = /^(?:db=[^,\s]{0,100},)?user=[^,\s]{0,100}(?:,\w{1,20}=[^,\s]{0,100}){0,6} /;
const LOGGER =
  /^(?:\[[\w.$:/ -]{1,80}\] ?(?:: )?|[\w.$]{1,80}(?::[\w.<>$]{1,80}){0,2}(?::\d{1,6})? {0,20}(?:-|\|) |[\w.$]{1,60}:(?=\S)|(?:[\w$]{1,40}\.){1,8}[\w$]{1,80} {1,40}: )/;
/** Spring names the thread, then the logger. */
const LOGGER_BEHIND_THREAD = /^(?:[\w$]{1,40}\.){1,8}[\w$]{1,80} {1,40}: /;
/** The logger between the time and the level, as Python writes it. */
const LOGGER_BEFORE_LEVEL = new RegExp(`^[\\w.$:-]{1,80} (?:- |\\| )(?=\\[?(?:${LEVELS})\\b)`);
const KLOG = /^([IWEF])\d{4} \d\d:\d\d:\d\d\.\d{1,9}\s{1,10}\d{1,10} [\w./-]{1,100}:\d{1,6}\] /;
const LOGFMT = /^(?=.{0,300}\blevel=)(?:\w{1,30}=(?:"[^"]{0,500}"|\S{0,200}) ?){1,30}/;

/** Ruby's Logger, with the request's id that Rails tags lines with. https://docs.ruby-lang.org/en/master/Logger/Formatter.html */
const RUBY =
  /^[DIWEFA], \[[^\]\n]{19,60}\] {1,2}(DEBUG|INFO|WARN|ERROR|FATAL|ANY) -- [^:\n]{0,60}:(?: \[[\w.-]{6,64}\])*\s{0,80}/;
/** Monolog puts the channel before the level: `production.ERROR: `. */
const CHANNEL_LEVEL = /^[\w-]{1,40}\.(DEBUG|INFO|NOTICE|WARNING|ERROR|CRITICAL|ALERT|EMERGENCY): /;

/** The line's own words and the severity written before them; many loggers' prefixes are known. */
export function stripPrefix(line: string): LogLine {
  const first = line.charCodeAt(0);
  // A capital, a digit or a bracket starts every known prefix; most lines end here.
  if (first === 0x20 || first === 0x09) return { text: line };
  const klog = KLOG.exec(line);
  if (klog !== null) return result(line.slice(klog[0].length), klog[1]);
  const ruby = line[1] === "," ? RUBY.exec(line) : null;
  if (ruby !== null) return result(line.slice(ruby[0].length), ruby[1]);
  if (line.includes("level=") && LOGFMT.test(line)) return fromLogfmt(line);
  let text = line;
  let level: string | undefined;
  let hasPrefix = false;
  for (let round = 0; round < 6; round++) {
    const stripped: string = text.replace(TIME, "").replace(PROCESS, "").replace(DATABASE_SESSION, "");
    if (stripped !== text) hasPrefix = true;
    const leveled: string = hasPrefix ? stripped.replace(LOGGER_BEFORE_LEVEL, "") : stripped;
    const named: RegExpExecArray | null = level === undefined ? levelAt(leveled, hasPrefix) : null;
    if (named !== null) level = named[1];
    const next: string = named === null ? leveled : leveled.slice(named[0].length);
    if (next === text) break;
    text = next;
  }
  if (level !== undefined) text = text.replace(PROCESS, "").replace(LOGGER, "").replace(LOGGER_BEHIND_THREAD, "");
  return result(text === "" ? line : text, level);
}

/** Upper-case levels count with a mark behind them, or behind a time; `Error: x` is an exception, not a level. */
function levelAt(text: string, hasPrefix: boolean): RegExpExecArray | null {
  const bracketed = BRACKETED_LEVEL.exec(text);
  if (bracketed !== null) return bracketed;
  const channel = hasPrefix ? CHANNEL_LEVEL.exec(text) : null;
  if (channel !== null) return channel;
  const plain = PLAIN_LEVEL.exec(text);
  if (plain !== null && (hasPrefix || /[:|-]\s*$|\s{2,}$/.test(plain[0]) || /^\[/.test(text.slice(plain[0].length))))
    return plain;
  return LOWER_LEVEL.exec(text);
}

function result(text: string, level: string | undefined): LogLine {
  const severity = level === undefined ? undefined : (readSeverity(level) ?? "INFO");
  return severity === undefined ? { text } : { text, severity };
}

function fromLogfmt(line: string): LogLine {
  const level = /\blevel="?(\w{1,20})/.exec(line)?.[1];
  const message = /\b(?:msg|message)=(?:"((?:[^"\\]|\\.){0,4000})"|(\S{1,500}))/.exec(line);
  const fault = /\b(?:err|error)=(?:"((?:[^"\\]|\\.){0,4000})"|(\S{1,500}))/.exec(line);
  const said = [message, fault]
    .map((found) => (found?.[1] ?? found?.[2] ?? "").replaceAll('\\"', '"'))
    .filter((text) => text !== "");
  return result(said.length === 0 ? line : said.join(": "), level);
}
