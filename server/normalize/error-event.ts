import type { ErrorEvent, ExceptionLink, Place, RequestFacts } from "../../shared/events.ts";
import type { LogEntry } from "../../shared/log-entry.ts";
import { createMemo, remembering } from "../../shared/memo.ts";
import type { Severity } from "../../shared/severity.ts";
import { entryRef } from "./entry-ref.ts";
import { parseExceptions } from "./exceptions/index.ts";
import { exceptionsBehind, type KnownStack, knownStackIn } from "./known-stacks.ts";
import { requestMessage, withoutAdvice } from "./requests/request-log.ts";
import { boundEventText } from "./text/clean.ts";
import { type DatabaseFacts, databaseFacts, withDriverException, withoutParameters } from "./text/database-facts.ts";
import { firstLine } from "./text/failure.ts";
import { stripPrefix } from "./text/prefix.ts";
import type { Structured } from "./text/structured.ts";

const MAX_MESSAGE_CHARACTERS = 2000;
/** Texts whose meaning is remembered, and how long they may be. */
const MAX_KNOWN = 1000;
const LONGEST_KNOWN = 4000;
/** Exceptions that end something without saying why. */
const SAYS_NOTHING =
  /(?:^|\.)(?:CancelledError|GeneratorExit|StopIteration|StopAsyncIteration|KeyboardInterrupt|SystemExit)$/;
/** First lines that announce what stands in the next. */
const ANNOUNCES = /(?::|validation errors? for \S{1,100})$/;
/** A message that only says that an exception follows. */
const EXCEPTION_TEXT =
  /^((?:[A-Za-z_$][\w$]{0,60}\.){0,10}[A-Za-z_]\w{0,80}(?:Error|Exception|Exit|Interrupt|Fault|Timeout|Violation)|(?:[a-z_]\w{0,60}\.){1,8}(?:errors|exc|exceptions)\.[A-Z]\w{1,80})(?: \[\w{1,60}\])?: ([\s\S]{1,4000})$/;
/** A process that died says so below its statistics. */
const DYING_WORDS = /^FATAL ERROR: (.{1,500})$/m;

type Made = Pick<ErrorEvent, "severity" | "origin" | "isBoot"> & { trace?: string };

/** The event of words that an app, the platform or a database wrote; `said` for structured entries. */
export function textEvent(
  entry: LogEntry,
  place: Place,
  text: string,
  made: Omit<Made, "isBoot">,
  said?: Structured,
): Omit<ErrorEvent, "isBoot"> {
  const { kind, message, text: whole, exceptions, facts } = wordsOf(text, said);
  return {
    ...place,
    kind,
    at: entry.at,
    severity: made.severity,
    message,
    text: whole,
    exceptions,
    ...facts,
    ...(entry.trace === undefined ? {} : { trace: entry.trace }),
    origin: made.origin,
    entry: entryRef(entry),
  };
}

/** What words say, whoever said them. */
type Words = Pick<ErrorEvent, "kind" | "message" | "text" | "exceptions"> & { facts: DatabaseFacts };

function wordsOf(text: string, said: Structured | undefined): Words {
  if (said === undefined) return wordsOfText(text);
  const isMessageAlone = said.stack === "" && said.links.length === 0 && said.code === undefined;
  return isMessageAlone && said.message === text ? knownMessage(text) : readWords(text, said);
}

function wordsOfText(text: string): Words {
  const known = knownStackIn(text);
  if (known === undefined) return knownWords(text);
  const { stack, end } = known;
  const rest = text.slice(end);
  // The number of a stack takes the place of its lines.
  const key = `${stack.number}\n${rest}`;
  const found = WORDS_BEHIND.find(key);
  if (found !== undefined) return found;
  const words = readBehind(stack, rest) ?? readWords(text);
  WORDS_BEHIND.keep(key, () => words);
  return words;
}

/** What `readWords` makes of a text that goes on with `rest` behind a stack, without reading the stack; else undefined. */
function readBehind(stack: KnownStack, rest: string): Words | undefined {
  const links = exceptionsBehind(stack, rest);
  if (links === undefined) return undefined;
  const told = withoutParameters(rest);
  const exceptions = withDriverException(links, told);
  return {
    kind: "exception",
    message: messageOf(exceptions, "", ""),
    text: boundEventText(stack.start + told),
    exceptions,
    facts: databaseFacts(told, exceptions, undefined),
  };
}

/** Most failures repeat, many of them word for word. */
const WORDS_BEHIND = createMemo<Words>(MAX_KNOWN, LONGEST_KNOWN);
const knownWords = remembering((text) => readWords(text), MAX_KNOWN, LONGEST_KNOWN);
const knownMessage = remembering(
  (message) => readWords(message, { message, stack: "", links: [] }),
  MAX_KNOWN,
  LONGEST_KNOWN,
);

function readWords(text: string, said?: Structured): Words {
  const whole = boundEventText(withoutParameters(said === undefined ? text : bothTexts(said)));
  const own = ownWords(said?.message || text);
  const printed = said?.links ?? parseExceptions(text).links;
  const exceptions = withDriverException(printed.length > 0 ? printed : oneLine(own, said?.message ?? text), whole);
  return {
    kind: exceptions.length > 0 ? "exception" : "message",
    message: messageOf(exceptions, said?.message ?? text, own),
    text: whole,
    exceptions,
    facts: databaseFacts(whole, exceptions, said?.code),
  };
}

/** The event of a request that failed. */
export function requestEvent(
  entry: LogEntry,
  place: Place,
  request: RequestFacts,
  text: string,
  origin: "edge" | "app",
): ErrorEvent {
  const message = requestMessage(request, origin === "edge" ? text : "");
  const severity: Severity = (request.status ?? 500) >= 500 && !entry.hasSeverity ? "ERROR" : entry.severity;
  return {
    ...place,
    kind: "request",
    at: entry.at,
    severity: origin === "app" ? "ERROR" : severity,
    message,
    text: boundEventText(text || message),
    exceptions: [],
    request,
    ...(entry.trace === undefined ? {} : { trace: entry.trace }),
    origin,
    isBoot: false,
    entry: entryRef(entry),
  };
}

function bothTexts(said: Structured): string {
  if (said.stack === "" || said.message.includes(said.stack)) return said.message;
  return said.message === "" ? said.stack : `${said.message}\n${said.stack}`;
}

/** The line that names the mistake where no exception does. */
function ownWords(text: string): string {
  return DYING_WORDS.exec(text)?.[1] ?? stripPrefix(firstLine(text)).text;
}

/** `package.SomeError: message` at the start is an exception without frames; lines below belong to its message. */
function oneLine(own: string, text: string): ExceptionLink[] {
  const parts = EXCEPTION_TEXT.exec(own);
  if (parts?.[1] === undefined) return [];
  const start = text.indexOf(own);
  const below = start < 0 ? "" : text.slice(start + own.length, start + own.length + 4000);
  return [{ type: parts[1], message: `${parts[2] ?? ""}${below}`.trim(), frames: [] }];
}

/** The innermost exception that says something, as `type: message`; else the log's own words. */
function messageOf(links: readonly ExceptionLink[], text: string, own: string): string {
  const naming = links.filter((item) => !SAYS_NOTHING.test(item.type));
  const telling = naming.find((item) => item.message !== "") ?? naming[0] ?? links[0];
  if (telling === undefined) return lead(text, own).slice(0, MAX_MESSAGE_CHARACTERS) || "(no words)";
  const said = lead(telling.message, firstLine(telling.message));
  return (said === "" ? telling.type : `${telling.type}: ${said}`).slice(0, MAX_MESSAGE_CHARACTERS);
}

/** The first line; with the next two where it only announces them. */
function lead(text: string, first: string): string {
  const trimmed = withoutAdvice(first).trim();
  if (!ANNOUNCES.test(trimmed)) return trimmed;
  const lines = text
    .split("\n", 12)
    .map((line) => line.trim())
    .filter((line) => line !== "");
  return [trimmed, ...lines.slice(1, 3)].join(" ");
}
