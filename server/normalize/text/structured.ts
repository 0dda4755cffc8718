import type { ExceptionLink } from "../../../shared/events.ts";
import { isJsonObject, type Json, type JsonObject } from "../../../shared/json.ts";
import { jsonText } from "../entry/payload.ts";
import { frame, link } from "../exceptions/frames.ts";
import { goFrames, unwrapped } from "../exceptions/go.ts";
import { parseExceptions } from "../exceptions/index.ts";
import { cleanText } from "./clean.ts";

/** What a structured payload says: its message, the stack text it carries, the chain, and a code where one is given. */
export type Structured = { message: string; stack: string; links: ExceptionLink[]; code?: string };

const MESSAGE_KEYS = [
  "message",
  "msg",
  "textPayload",
  "text",
  "event",
  "log",
  "short_message",
  "@message",
  "@m",
  "@mt",
  "statusDetails",
  "Message",
  "RenderedMessage",
  "MessageTemplate",
] as const;
/** In Error Reporting's order: stack_trace, exception, message. https://cloud.google.com/error-reporting/docs/formatting-error-messages */
const STACK_KEYS = [
  "stack_trace",
  "exception",
  "stackTrace",
  "stack",
  "stacktrace",
  "exc_info",
  "exc_text",
  "traceback",
  "error.stack_trace",
  "exception.stacktrace",
  "errorVerbose",
  "@x",
  "Exception",
  "full_message",
] as const;
/** Objects that describe an exception: pino, winston, python-json-logger, ECS, logback, log4j2. */
const ERROR_KEYS = ["err", "error", "exception", "exc_info", "thrown", "throwable", "cause"] as const;

/** The message alone: cheap, for deciding. */
export function messageIn(payload: JsonObject): string {
  for (const key of MESSAGE_KEYS) {
    const value = payload[key];
    if (typeof value === "string" && value !== "") return value;
    if (isJsonObject(value)) return textIn(value, ["text", "message", "msg"]) || jsonText(value);
  }
  const { record } = payload;
  return isJsonObject(record) ? textIn(record, ["message"]) : "";
}

/** Everything a structured payload says about a failure. */
export function readStructured(payload: JsonObject): Structured {
  const message = cleanText(messageIn(payload));
  const stack = cleanText(stackIn(payload));
  const code = codeIn(payload);
  const said = { message, stack, ...(code === undefined ? {} : { code }) };
  const printed = parseExceptions(stack);
  if (printed.links.length > 0) return { ...said, links: printed.links };
  const described = ERROR_KEYS.flatMap((key) => describedBy(payload[key]));
  const recorded = isJsonObject(payload.record) ? describedBy(payload.record.exception) : [];
  // Monolog puts what it was given beside the message into a context.
  const inContext = isJsonObject(payload.context) ? describedBy(payload.context.exception) : [];
  const flat = flatError(payload);
  const links = [described, recorded, inContext, flat, wrappedGoError(payload, stack)].find(
    (found) => found.length > 0,
  );
  if (links !== undefined) return { ...said, links };
  return { ...said, stack: stack || cleanText(errorText(payload)), links: parseExceptions(message).links };
}

/** What an error says that is a text, or an object without type and stack: `{"msg": "query failed", "error": "pq: …"}`. */
function errorText(payload: JsonObject): string {
  for (const key of ERROR_KEYS) {
    const value = payload[key];
    if (typeof value === "string" && value.trim() !== "") return value;
    const message = isJsonObject(value) ? textIn(value, ["message", "msg", "reason", "detail"]) : "";
    if (isJsonObject(value) && message !== "")
      return [textIn(value, ["code", "name", "type"]), message].filter(Boolean).join(": ");
  }
  return textIn(payload, ["error.message", "exception.message", "error_message", "errorMessage"]);
}

function stackIn(payload: JsonObject): string {
  const own = textIn(payload, STACK_KEYS);
  if (own !== "") return own;
  for (const key of ERROR_KEYS) {
    const value = payload[key];
    const nested = isJsonObject(value)
      ? textIn(value, ["stack", "stack_trace", "traceback", "stacktrace", "stackTrace", "extendedStackTrace"])
      : "";
    if (nested !== "") return nested;
  }
  return isJsonObject(payload.record) && typeof payload.text === "string" ? payload.text : "";
}

function textIn(payload: JsonObject, keys: readonly string[]): string {
  for (const key of keys) {
    const value = payload[key];
    if (typeof value === "string" && value.trim() !== "") return value;
    if (Array.isArray(value) && value.length > 0 && value.every((line) => typeof line === "string"))
      return value.join("\n");
  }
  return "";
}

/** `{type, message}` in its spellings, or structlog's list of exceptions. A type such as "str" is no exception's. */
function describedBy(value: Json | undefined): ExceptionLink[] {
  if (Array.isArray(value)) return value.flatMap(describedBy);
  if (!isJsonObject(value)) return [];
  const type = textIn(value, ["type", "name", "exc_type", "class", "className"]);
  if (!/[A-Z.]/.test(type)) return [];
  const message = textIn(value, ["message", "value", "msg", "exc_value", "localizedMessage"]);
  const frames = Array.isArray(value.frames) ? value.frames.flatMap(structlogFrame) : [];
  return [...describedBy(value.cause), link(type, cleanText(message), frames)];
}

function structlogFrame(value: Json): ExceptionLink["frames"] {
  if (!isJsonObject(value) || typeof value.filename !== "string") return [];
  return [frame(value.filename, String(value.lineno ?? ""), typeof value.name === "string" ? value.name : undefined)];
}

/** ECS and OpenTelemetry write the parts of an error flat, with dots in the keys. */
function flatError(payload: JsonObject): ExceptionLink[] {
  const type = textIn(payload, ["error.type", "exception.type", "exc_type", "exception_class"]);
  if (!/[A-Z.]/.test(type)) return [];
  return [
    link(
      type,
      cleanText(textIn(payload, ["error.message", "exception.message", "exc_value", "exception_message"])),
      [],
    ),
  ];
}

/** zap and logrus: `error` is a text, the stack has frames but no header. */
function wrappedGoError(payload: JsonObject, stack: string): ExceptionLink[] {
  const text = textIn(payload, ["error", "err"]);
  const isGo = payload.caller !== undefined || payload.ts !== undefined || /\n\t\S+\.go:\d/.test(stack);
  return text === "" || !isGo ? [] : unwrapped(cleanText(text), goFrames(stack));
}

function codeIn(payload: JsonObject): string | undefined {
  const places = [payload, ...ERROR_KEYS.map((key) => payload[key])].filter(isJsonObject);
  const code = places
    .map((place) => place.sqlstate ?? place.pgcode ?? place.sqlState ?? place.code)
    .find((value) => typeof value === "string");
  return typeof code === "string" ? code : undefined;
}
