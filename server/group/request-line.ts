import { classOf, DIGIT, isDigit, isHex, LETTER } from "./characters.ts";
import { hashOf, meaningOf } from "./dictionary.ts";
import { NAME_WITH_DIGIT } from "./words.ts";

export type RequestLine = { shown: string; end: number; masked: number };

const MAX_PATH_LENGTH = 2048;
const FIRST_FAILURE_STATUS = 500;
const FIRST_ERROR_STATUS = 400;
const MIN_HEX_SEGMENT_LENGTH = 16;
const PROTOCOL = bytesOf(" HTTP/");
const STATUS = bytesOf("status");
const HTTP = bytesOf("http");

/**
 * What follows a method in an access line, from its path at `from` on: `/users/8 HTTP/1.1" 500`. The path's ids and
 * query go; a status that says an error stays, with the route; the statuses of success are one. Undefined where no path
 * follows.
 */
export function readRequestLine(bytes: Uint8Array, from: number, limit: number): RequestLine | undefined {
  if (bytes[from] !== 47 && !startsWith(bytes, from, HTTP)) return undefined;
  const end = endOfPath(bytes, from, limit);
  const status = readStatus(bytes, end, limit);
  if (status === undefined) return { shown: routeAt(bytes, from, end), end, masked: 1 };
  const between = textOf(bytes, end, status.from);
  if (status.isField && status.code < FIRST_FAILURE_STATUS) {
    return { shown: `<path>${between}<status>`, end: status.end, masked: 1 };
  }
  const shown = status.code < FIRST_ERROR_STATUS ? "<ok>" : String(status.code);
  return { shown: `${routeAt(bytes, from, end)}${between}${shown}`, end: status.end, masked: 1 };
}

/** The path with ids masked, without query: `/api/users/:id`. */
function routeAt(bytes: Uint8Array, from: number, to: number): string {
  let route = "";
  let start = from;
  for (let i = from; i <= to; i++) {
    const code = i < to ? bytes[i]! : 0;
    if (code !== 47 && code !== 63 && code !== 35 && i < to) continue;
    route += isId(bytes, start, i) ? ":id" : textOf(bytes, start, i);
    if (code !== 47) break;
    route += "/";
    start = i + 1;
  }
  return route;
}

/** A segment is an id when it holds a digit and is neither a version (`v1`) nor a well-known name, or is long hex. */
function isId(bytes: Uint8Array, from: number, to: number): boolean {
  let digits = 0;
  let isAllHex = to - from >= MIN_HEX_SEGMENT_LENGTH;
  for (let i = from; i < to; i++) {
    if (isDigit(bytes[i])) digits++;
    else if (!isHex(bytes[i])) isAllHex = false;
  }
  if (digits === 0) return isAllHex;
  const isVersion = (bytes[from]! | 32) === 118 && digits === to - from - 1 && digits <= 3;
  return !isVersion && (meaningOf(bytes, from, to, hashOf(bytes, from, to)) & NAME_WITH_DIGIT) === 0;
}

function endOfPath(bytes: Uint8Array, from: number, limit: number): number {
  const last = Math.min(limit, from + MAX_PATH_LENGTH);
  let to = from;
  while (to < last) {
    const code = bytes[to]!;
    if (code <= 32 || code === 34 || code === 39 || code === 44 || code === 41 || code === 93) break;
    to++;
  }
  return to;
}

type Status = { code: number; from: number; end: number; isField: boolean };

/** The three digits after ` HTTP/1.1" `, or after `status: `. */
function readStatus(bytes: Uint8Array, from: number, limit: number): Status | undefined {
  let at = from;
  if (startsWith(bytes, at, PROTOCOL)) {
    at += PROTOCOL.length;
    while (at < limit && (isDigit(bytes[at]) || bytes[at] === 46)) at++;
  }
  if (bytes[at] === 34 || bytes[at] === 39) at++;
  while (at < limit && bytes[at] === 32) at++;
  const isField = startsWith(bytes, at, STATUS);
  if (isField) {
    at += STATUS.length;
    while (at < limit && (bytes[at] === 32 || bytes[at] === 58 || bytes[at] === 61)) at++;
  }
  if (at === from || at + 3 > limit || !isDigit(bytes[at]) || !isDigit(bytes[at + 1]) || !isDigit(bytes[at + 2]))
    return undefined;
  if (at + 3 < limit && (classOf(bytes, at + 3) & (DIGIT | LETTER)) !== 0) return undefined;
  const code = Number(textOf(bytes, at, at + 3));
  return code >= 100 && code < 600 ? { code, from: at, end: at + 3, isField } : undefined;
}

function startsWith(bytes: Uint8Array, at: number, word: Uint8Array): boolean {
  for (let i = 0; i < word.length; i++) if (bytes[at + i] !== word[i]) return false;
  return true;
}

function textOf(bytes: Uint8Array, from: number, to: number): string {
  let isAscii = true;
  let text = "";
  for (let i = from; i < to; i++) {
    if (bytes[i]! > 127) isAscii = false;
    text += String.fromCharCode(bytes[i]!);
  }
  return isAscii ? text : new TextDecoder().decode(bytes.subarray(from, to));
}

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
