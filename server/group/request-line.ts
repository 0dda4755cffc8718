import { classAt, DIGIT, isDigitCode, isHexCode, LOWER, UPPER } from "./characters.ts";
import { NAMES_WITH_DIGITS } from "./words.ts";

export type RequestLine = { shown: string; end: number; masked: number };

const MAX_PATH_LENGTH = 2048;
const FIRST_FAILURE_STATUS = 500;
const FIRST_ERROR_STATUS = 400;

/**
 * What follows a method in an access line, from its path at `from` on: `/users/8 HTTP/1.1" 500`. The path's ids and
 * query go; a status that says an error stays, with the route; the statuses of success are one. Undefined where no path
 * follows.
 */
export function readRequestLine(text: string, from: number): RequestLine | undefined {
  const first = text.charCodeAt(from);
  if (first !== 47 && !text.startsWith("http", from)) return undefined;
  const end = endOfPath(text, from);
  const path = text.slice(from, end);
  const status = readStatus(text, end);
  if (status === undefined) return { shown: routeOf(path), end, masked: 1 };
  if (status.isField && status.code < FIRST_FAILURE_STATUS) {
    return { shown: `<path>${text.slice(end, status.from)}<status>`, end: status.end, masked: 1 };
  }
  const shown = status.code < FIRST_ERROR_STATUS ? "<ok>" : String(status.code);
  return { shown: `${routeOf(path)}${text.slice(end, status.from)}${shown}`, end: status.end, masked: 1 };
}

/** The path with ids masked, without query: `/api/users/:id`. */
export function routeOf(path: string): string {
  const query = path.search(/[?#]/);
  const bare = query < 0 ? path : path.slice(0, query);
  return bare
    .split("/")
    .map((segment) => (isId(segment) ? ":id" : segment))
    .join("/");
}

/** A segment is an id when it holds a digit and is neither a version (`v1`) nor a well-known name, or is long hex. */
function isId(segment: string): boolean {
  if (segment.length === 0 || /^v\d{1,3}([a-z]+\d{0,3})?$/.test(segment)) return false;
  if (segment.includes(":") && !/\d/.test(segment)) return false;
  if (NAMES_WITH_DIGITS.has(segment.toLowerCase())) return false;
  let hasDigit = false;
  let isHex = segment.length >= 16;
  for (let i = 0; i < segment.length; i++) {
    const code = segment.charCodeAt(i);
    if (isDigitCode(code)) hasDigit = true;
    if (!isHexCode(code)) isHex = false;
  }
  return hasDigit || isHex;
}

function endOfPath(text: string, from: number): number {
  const limit = Math.min(text.length, from + MAX_PATH_LENGTH);
  let to = from;
  while (to < limit) {
    const code = text.charCodeAt(to);
    if (code <= 32 || code === 34 || code === 39 || code === 44 || code === 41 || code === 93) break;
    to++;
  }
  return to;
}

type Status = { code: number; from: number; end: number; isField: boolean };

/** The three digits after ` HTTP/1.1" `, or after `status: `. */
function readStatus(text: string, from: number): Status | undefined {
  let at = from;
  if (text.startsWith(" HTTP/", at)) {
    at += 6;
    while (isDigitCode(text.charCodeAt(at)) || text.charCodeAt(at) === 46) at++;
  }
  if (text.charCodeAt(at) === 34 || text.charCodeAt(at) === 39) at++;
  while (text.charCodeAt(at) === 32) at++;
  const isField = text.startsWith("status", at);
  if (isField) {
    at += 6;
    while (text.charCodeAt(at) === 32 || text.charCodeAt(at) === 58 || text.charCodeAt(at) === 61) at++;
  }
  if (at === from || !isDigitCode(text.charCodeAt(at)) || !isDigitCode(text.charCodeAt(at + 2))) return undefined;
  if ((classAt(text, at + 3) & (DIGIT | LOWER | UPPER)) !== 0) return undefined;
  const code = Number(text.slice(at, at + 3));
  return code >= 100 && code < 600 ? { code, from: at, end: at + 3, isField } : undefined;
}
