import { isJsonObject, type JsonObject } from "../../shared/json.ts";
import { messageOf, PlumblineError } from "../lib/errors.ts";
import { isDeeperThan, MAX_JSON_DEPTH } from "../lib/json-depth.ts";

const NEWLINE = 0x0a;
const EXPECTED =
  'expected one LogEntry per line, a list of them, or {"entries": […]} as entries.write of Cloud Logging takes it';

/** One thing that a body offers, in its order: a value, or why there is none. */
export type Offered = { value: unknown } | { reason: string };

/** What `entries.write` states once for all entries. https://cloud.google.com/logging/docs/reference/v2/rest/v2/entries/write */
type Defaults = { logName?: unknown; resource?: unknown; labels?: unknown };

/**
 * What a body offers: NDJSON, a list, one entry, or `{"entries": […]}` whose logName, resource and labels hold for all entries
 * without their own. Throws `bad-input` where the body as a whole can't be read; of NDJSON each line stands alone.
 */
export function offeredIn(body: Buffer, contentType: string | undefined): Offered[] {
  const start = firstByte(body);
  if (start === undefined) throw new PlumblineError("bad-input", `The body is empty: ${EXPECTED}.`);
  if (isLines(body, start, contentType)) return offeredInLines(body);
  return offeredInDocument(parseWhole(body));
}

/** Lines where the sender says so, or where the first line is an entry and something follows it. */
function isLines(body: Buffer, start: number, contentType = ""): boolean {
  if (/ndjson|jsonl|json-seq|x-json-lines/i.test(contentType)) return true;
  if (body[start] !== 0x7b) return false;
  const end = body.indexOf(NEWLINE, start);
  if (end < 0 || firstByte(body, end) === undefined) return false;
  return "value" in offeredInLine(body, start, end);
}

function offeredInLines(body: Buffer): Offered[] {
  const offered: Offered[] = [];
  for (let at = 0; at < body.length; ) {
    const found = body.indexOf(NEWLINE, at);
    const end = found < 0 ? body.length : found;
    const start = firstByte(body, at, end);
    if (start !== undefined) offered.push(offeredInLine(body, start, end));
    at = end + 1;
  }
  return offered;
}

function offeredInLine(body: Buffer, start: number, end: number): Offered {
  if (isDeeperThan(body, MAX_JSON_DEPTH, start, end)) return { reason: tooDeep("the line") };
  try {
    return { value: JSON.parse(body.toString("utf8", start, end)) };
  } catch (error) {
    return { reason: `not JSON: ${messageOf(error).slice(0, 200)}` };
  }
}

function parseWhole(body: Buffer): unknown {
  if (isDeeperThan(body, MAX_JSON_DEPTH)) throw new PlumblineError("bad-input", `${tooDeep("The body")}.`);
  try {
    return JSON.parse(body.toString("utf8", withoutMark(body)));
  } catch (error) {
    const reason = messageOf(error).slice(0, 200);
    throw new PlumblineError("bad-input", `The body is not JSON (${reason}): ${EXPECTED}.`, { cause: error });
  }
}

function offeredInDocument(document: unknown): Offered[] {
  if (Array.isArray(document)) return document.map((value: unknown) => ({ value }));
  if (!isJsonObject(document)) {
    throw new PlumblineError("bad-input", `The body holds neither an object nor a list: ${EXPECTED}.`);
  }
  const { entries } = document;
  if (entries === undefined) return [{ value: document }];
  if (!Array.isArray(entries)) throw new PlumblineError("bad-input", `"entries" is no list: ${EXPECTED}.`);
  return entries.map((value) => ({ value: isJsonObject(value) ? withDefaults(value, document) : value }));
}

/** Labels are put together, the entry's own first; the others count where the entry has none. */
function withDefaults(entry: JsonObject, { logName, resource, labels }: Defaults): unknown {
  if (logName === undefined && resource === undefined && labels === undefined) return entry;
  return {
    ...entry,
    ...(entry.logName === undefined && logName !== undefined ? { logName } : {}),
    ...(entry.resource === undefined && resource !== undefined ? { resource } : {}),
    ...(isJsonObject(labels) ? { labels: { ...labels, ...(isJsonObject(entry.labels) ? entry.labels : {}) } } : {}),
  };
}

/** The first byte that is no blank and no byte order mark. */
function firstByte(body: Buffer, from = 0, end = body.length): number | undefined {
  for (let at = from === 0 ? withoutMark(body) : from; at < end; at++) {
    const byte = body[at];
    if (byte !== 0x20 && byte !== NEWLINE && byte !== 0x0d && byte !== 0x09) return at;
  }
  return undefined;
}

function withoutMark(body: Buffer): number {
  return body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf ? 3 : 0;
}

function tooDeep(what: string): string {
  return `${what} is nested deeper than ${MAX_JSON_DEPTH} levels: send flatter entries`;
}
