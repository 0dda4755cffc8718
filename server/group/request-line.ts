import { classOf, DIGIT, isDigit, isHex, LETTER } from "./characters.ts";
import { hashOf, meaningOf } from "./dictionary.ts";
import { NAME_WITH_DIGIT } from "./words.ts";

const MAX_PATH_LENGTH = 2048;
const FIRST_FAILURE_STATUS = 500;
const FIRST_ERROR_STATUS = 400;
const MIN_HEX_SEGMENT_LENGTH = 16;
const PROTOCOL = bytesOf(" HTTP/");
const STATUS = bytesOf("status");
const HTTP = bytesOf("http");
const ID = bytesOf(":id");
const PATH = bytesOf("<path>");
const ANY_STATUS = bytesOf("<status>");
const OK = bytesOf("<ok>");

/**
 * Masks what follows a method in an access line: `/users/8 HTTP/1.1" 500`. The path's ids and query go; a status that
 * says an error stays, with the route; the statuses of success are one.
 */
export class RequestLine {
  /** Where the part that was read ends. */
  end = 0;
  /** Where `out` ends after what was written. */
  length = 0;
  /** How many ids were masked. */
  masked = 0;
  private statusFrom = 0;
  private status = 0;
  private isField = false;

  /** Reads from the path at `from` on and writes to `out` from `at` on; false where no path follows. */
  read(bytes: Uint8Array, from: number, limit: number, out: Uint8Array, at: number): boolean {
    if (bytes[from] !== 47 && !startsWith(bytes, from, HTTP)) return false;
    const end = endOfPath(bytes, from, limit);
    this.end = end;
    this.length = at;
    this.masked = 0;
    const hasStatus = this.readStatus(bytes, end, limit);
    if (hasStatus && this.isField && this.status < FIRST_FAILURE_STATUS) {
      this.put(out, PATH);
      this.copy(out, bytes, end, this.statusFrom);
      this.put(out, ANY_STATUS);
      return true;
    }
    this.route(out, bytes, from, end);
    if (!hasStatus) return true;
    this.copy(out, bytes, end, this.statusFrom);
    if (this.status < FIRST_ERROR_STATUS) this.put(out, OK);
    else this.copy(out, bytes, this.statusFrom, this.statusFrom + 3);
    return true;
  }

  /** The path with ids masked, without query: `/api/users/:id`. */
  private route(out: Uint8Array, bytes: Uint8Array, from: number, to: number): void {
    let start = from;
    let digits = 0;
    for (let i = from; i <= to; i++) {
      const code = i < to ? bytes[i]! : 63;
      if (code !== 47 && code !== 63 && code !== 35) {
        if (code >= 48 && code <= 57) digits++;
        out[this.length++] = code;
        continue;
      }
      if ((digits > 0 || i - start >= MIN_HEX_SEGMENT_LENGTH) && isId(bytes, start, i, digits)) {
        this.length -= i - start;
        this.put(out, ID);
        this.masked++;
      }
      if (code !== 47) return;
      out[this.length++] = 47;
      start = i + 1;
      digits = 0;
    }
  }

  /** The three digits after ` HTTP/1.1" `, or after `status: `. */
  private readStatus(bytes: Uint8Array, from: number, limit: number): boolean {
    let at = from;
    if (startsWith(bytes, at, PROTOCOL)) {
      at += PROTOCOL.length;
      while (at < limit && (isDigit(bytes[at]) || bytes[at] === 46)) at++;
    }
    if (bytes[at] === 34 || bytes[at] === 39) at++;
    while (at < limit && bytes[at] === 32) at++;
    this.isField = startsWith(bytes, at, STATUS);
    if (this.isField) {
      at += STATUS.length;
      while (at < limit && (bytes[at] === 32 || bytes[at] === 58 || bytes[at] === 61)) at++;
    }
    if (at === from || at + 3 > limit) return false;
    if (!isDigit(bytes[at]) || !isDigit(bytes[at + 1]) || !isDigit(bytes[at + 2])) return false;
    if (at + 3 < limit && (classOf(bytes, at + 3) & (DIGIT | LETTER)) !== 0) return false;
    this.status = (bytes[at]! - 48) * 100 + (bytes[at + 1]! - 48) * 10 + bytes[at + 2]! - 48;
    if (this.status < 100 || this.status > 599) return false;
    this.statusFrom = at;
    this.end = at + 3;
    return true;
  }

  private put(out: Uint8Array, mask: Uint8Array): void {
    this.copy(out, mask, 0, mask.length);
  }

  private copy(out: Uint8Array, bytes: Uint8Array, from: number, to: number): void {
    for (let i = from; i < to; i++) out[this.length++] = bytes[i]!;
  }
}

/** A segment is an id when it holds a digit and is neither a version (`v1`) nor a well-known name, or is long hex. */
function isId(bytes: Uint8Array, from: number, to: number, digits: number): boolean {
  if (digits === 0) {
    for (let i = from; i < to; i++) if (!isHex(bytes[i])) return false;
    return true;
  }
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

function startsWith(bytes: Uint8Array, at: number, word: Uint8Array): boolean {
  for (let i = 0; i < word.length; i++) if (bytes[at + i] !== word[i]) return false;
  return true;
}

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
