import { isJsonObject, type JsonObject } from "../../shared/json.ts";
import { firstByte, withoutMark } from "../lib/body-lines.ts";
import { messageOf, PlumblineError } from "../lib/errors.ts";
import { isDeeperThan, MAX_JSON_DEPTH } from "../lib/json-depth.ts";
import { readJsonLine, tooDeep } from "../lib/json-line.ts";

const NEWLINE = 0x0a;
const EXPECTED =
  'expected one LogEntry per line, a list of them, or {"entries": […]} as entries.write of Cloud Logging takes it';

/** One thing that a body offers, in its order: a value, or why there is none. */
export type Offered = { value: unknown } | { reason: string };

/** What `entries.write` states once for all entries. https://cloud.google.com/logging/docs/reference/v2/rest/v2/entries/write */
type Defaults = { logName?: unknown; resource?: unknown; labels?: unknown };

/**
 * Whether a body is NDJSON: where the sender says so, or where the first line is an entry and something follows it. Of such a body
 * each line stands alone. Throws `bad-input` where there is nothing in it.
 */
export function isLines(body: Buffer, contentType = ""): boolean {
  const start = firstByte(body);
  if (start === undefined) throw new PlumblineError("bad-input", `The body is empty: ${EXPECTED}.`);
  if (/ndjson|jsonl|json-seq|x-json-lines/i.test(contentType)) return true;
  if (body[start] !== 0x7b) return false;
  const end = body.indexOf(NEWLINE, start);
  if (end < 0 || firstByte(body, end) === undefined) return false;
  return "value" in readJsonLine(body, start, end);
}

/**
 * What a body that is no NDJSON offers: a list, one entry, or `{"entries": […]}` whose logName, resource and labels hold for all
 * entries without their own. Throws `bad-input` where the body can't be read.
 */
export function offeredIn(body: Buffer): Offered[] {
  return offeredInDocument(parseWhole(body));
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
