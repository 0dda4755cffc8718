import type { JsonObject } from "../../shared/json.ts";
import { isJsonObject } from "../../shared/json.ts";
import type { Rejection } from "../../shared/log-entry.ts";
import { joinedAnew, joinedInPlace } from "./joined-bytes.ts";
import type { LineTaker } from "./line-taker.ts";
import { brokenReason, EXPECTED, MAX_VALUE_BYTES, strayReason } from "./value-faults.ts";
import { follow, indentAt, objectEnd, type Scan, startScan } from "./value-scan.ts";

/** One JSON object of a file, with its line counted from 1, or its place where the file is one JSON array. */
export type SourceValue = { line: number; value: JsonObject };

export type ValueSplitter = {
  /** What can be told apart once these bytes are there too. */
  push: (bytes: Buffer) => Generator<SourceValue | Rejection>;
  /** What the last bytes hold; a value that is not complete is named. */
  end: () => Generator<SourceValue | Rejection>;
  /** A fault of the whole file, at the line reached. */
  fault: (reason: string) => Rejection;
  /** Whether what was pushed ends where a value may begin that belongs to none before it. */
  isBetweenValues: () => boolean;
  /** How many lines ended in what was pushed. */
  linesEnded: () => number;
};

const [COMMA, NEWLINE, OPEN_BRACE, OPEN_LIST, CLOSE_LIST] = [0x2c, 0x0a, 0x7b, 0x5b, 0x5d];

type State = {
  rest: Buffer;
  line: number;
  isFirst: boolean;
  /** The list that is open: its place so far, whether places or lines are told, whether it stands inside `{"entries": …}`. */
  list: { place: number; tellsPlace: boolean; isWrapped: boolean } | undefined;
  scan: Scan | undefined;
  /** Set while what belongs to no value is skipped: the remainder of a wrapper, or of a value that is too large or broken. */
  skipping: "wrapper" | "line" | { indent: number } | undefined;
};

/** Where the first line of a later part of a file is counted from: nothing in it is taken for the beginning of the file. */
export const LATER_PART_FROM = 2;

/**
 * Splits bytes into JSON objects, whatever stands between them; see `readFiles` for the forms. What `taker` takes is not given. Broken
 * UTF-8 becomes U+FFFD. `firstLine` is 1, or `LATER_PART_FROM` for a later part of a file.
 */
export function createValueSplitter(taker?: LineTaker, firstLine = 1): ValueSplitter {
  const state: State = {
    rest: Buffer.alloc(0),
    line: firstLine,
    isFirst: firstLine === 1,
    list: undefined,
    scan: undefined,
    skipping: undefined,
  };
  const joined = taker?.keepsBytes === false ? joinedInPlace() : joinedAnew;
  return {
    push: (bytes) => split(state, joined(state.rest, bytes), false, taker),
    end: () => finish(state, taker),
    fault: (reason) => ({ line: state.line, reason }),
    isBetweenValues: () =>
      state.rest.length === 0 && state.list === undefined && state.scan === undefined && state.skipping === undefined,
    linesEnded: () => state.line - firstLine,
  };
}

function* finish(state: State, taker: LineTaker | undefined): Generator<SourceValue | Rejection> {
  const cutBefore = state.rest.length > 0 && state.scan !== undefined;
  yield* split(state, state.rest, true, taker);
  if (state.list !== undefined && !cutBefore)
    yield { line: place(state), reason: "the list is not closed: the file seems to be cut" };
}

function* split(
  state: State,
  data: Buffer,
  isLast: boolean,
  taker: LineTaker | undefined,
): Generator<SourceValue | Rejection> {
  let at = 0;
  taker?.start(data);
  // The line that could not be parsed as a whole is taken value by value.
  let slowLineEnd = -2;
  for (;;) {
    if (state.skipping !== undefined) {
      at = skip(state, data, at, isLast);
      if (state.skipping !== undefined) break;
    }
    at = skipBlank(state, data, at, isLast);
    if (at >= data.length) break;
    const byte = data[at];
    if (state.list !== undefined && byte === CLOSE_LIST) {
      yield* closeList(state);
      at++;
    } else if (state.list === undefined && byte === OPEN_LIST) {
      openList(state, false);
      at++;
    } else if (byte === OPEN_BRACE || byte === OPEN_LIST) {
      const wrapped = state.list === undefined && state.scan === undefined ? wrapperLength(data, at) : 0;
      if (wrapped > 0) {
        openList(state, true);
        at += wrapped;
        continue;
      }
      const lineEnd = data.indexOf(NEWLINE, at);
      if (lineEnd !== slowLineEnd && state.scan === undefined && (lineEnd >= 0 || isLast)) {
        const end = lineEnd < 0 ? data.length : lineEnd;
        const valueEnd = objectEnd(data, at, end);
        if (valueEnd > at && taker?.take(at, valueEnd, nextPlace(state))) {
          place(state);
          at = end;
          continue;
        }
        const value = parseLine(data, at, valueEnd);
        if (value !== undefined) {
          yield* offer(state, value);
          at = end;
          continue;
        }
        slowLineEnd = lineEnd;
      }
      const next = yield* takeValue(state, data, at, isLast);
      if (next === undefined) break;
      at = next;
    } else {
      const end = data.indexOf(NEWLINE, at);
      if (end < 0 && !isLast && data.length - at < MAX_VALUE_BYTES) break;
      const stop = garbageEnd(state, data, at, end < 0 ? data.length : end);
      yield reject(state, strayReason(data, at, stop));
      at = stop;
    }
  }
  state.rest = data.subarray(Math.min(at, data.length));
}

/** One value by its brackets; gives where to go on, or undefined where more bytes are needed. */
function* takeValue(
  state: State,
  data: Buffer,
  at: number,
  isLast: boolean,
): Generator<SourceValue | Rejection, number | undefined> {
  const scan = state.scan ?? startScan(indentOf(data, at));
  state.scan = scan;
  const result = follow(scan, data, at, isLast);
  if (result === "more" && !isLast && scan.offset < MAX_VALUE_BYTES) return undefined;
  state.scan = undefined;
  const value = result === "end" ? parse(data, at, at + scan.offset) : undefined;
  if (isJsonObject(value) || Array.isArray(value)) {
    yield* offer(state, value);
    state.line += scan.newlines;
    return at + scan.offset;
  }
  yield reject(state, brokenReason(result, scan, data.subarray(at, at + Math.min(scan.offset, 4096))));
  if (scan.restart !== undefined) {
    state.line += scan.restart.newlines;
    return at + scan.restart.offset;
  }
  state.line += scan.newlines;
  if (result === "more") state.skipping = "line";
  else if (result === "broken" && scan.isPretty) state.skipping = { indent: scan.indent };
  return result === "more" && isLast ? data.length : at + scan.offset;
}

/** A value that was read: an object, an answer of entries.list, or a list where an entry should be. */
function* offer(state: State, value: JsonObject | unknown[]): Generator<SourceValue | Rejection> {
  if (Array.isArray(value)) {
    yield reject(state, `a list of ${value.length} inside a list: ${EXPECTED}`);
    return;
  }
  if (!Array.isArray(value.entries) || value.timestamp !== undefined) {
    yield { line: place(state), value };
    return;
  }
  const line = place(state);
  for (const [index, entry] of value.entries.entries()) {
    const told = state.line === 1 ? index + 1 : line;
    if (isJsonObject(entry)) yield { line: told, value: entry };
    else yield { line: told, reason: `entries[${index}] is not an object: ${EXPECTED}` };
  }
}

function reject(state: State, reason: string): Rejection {
  return { line: place(state), reason };
}

/** Where the next value stands, for people. */
function nextPlace({ line, list }: State): number {
  return list?.tellsPlace ? list.place + 1 : line;
}

/** Where the value at hand stands, for people. Counts it where it is an element of a list. */
function place(state: State): number {
  state.isFirst = false;
  if (state.list === undefined) return state.line;
  state.list.place += 1;
  return state.list.tellsPlace ? state.list.place : state.line;
}

function openList(state: State, isWrapped: boolean): void {
  state.list = { place: 0, tellsPlace: state.isFirst, isWrapped };
  state.isFirst = false;
}

function* closeList(state: State): Generator<Rejection> {
  const list = state.list;
  state.list = undefined;
  if (list?.isWrapped) state.skipping = "wrapper";
  else if (list?.place === 0 && !list.tellsPlace) yield { line: state.line, reason: `an empty list: ${EXPECTED}` };
}

/** Past blanks, commas between values, and a byte order mark at the start. */
function skipBlank(state: State, data: Buffer, from: number, isLast: boolean): number {
  let at = from;
  if (state.isFirst && state.line === 1 && data[at] === 0xef) {
    if (data.length - at < 3 && !isLast) return at;
    if (data[at + 1] === 0xbb && data[at + 2] === 0xbf) at += 3;
  }
  for (; at < data.length; at++) {
    const byte = data[at];
    if (byte === NEWLINE) state.line++;
    else if (byte !== 0x20 && byte !== 0x0d && byte !== 0x09 && !(byte === COMMA && state.list !== undefined)) break;
  }
  return at;
}

/** Past what belongs to no value. `state.skipping` stays set where the data ended first. */
function skip(state: State, data: Buffer, from: number, isLast: boolean): number {
  if (state.skipping === "wrapper") return skipWrapper(state, data, from, isLast);
  const recover = state.skipping === "line" ? undefined : state.skipping;
  let at = from;
  for (;;) {
    const lineEnd = data.indexOf(NEWLINE, at);
    if (lineEnd < 0 || (recover !== undefined && lineEnd + recover.indent + 2 > data.length && !isLast)) {
      return recover === undefined || isLast ? data.length : at;
    }
    at = lineEnd + 1;
    state.line++;
    const indent = indentAt(data, at, 256);
    const byte = data[at + indent];
    const isStart = recover === undefined || (indent === recover.indent && byte === OPEN_BRACE);
    if (!isStart && !(state.list !== undefined && byte === CLOSE_LIST && indent < (recover?.indent ?? 0))) continue;
    state.skipping = undefined;
    return at;
  }
}

function skipWrapper(state: State, data: Buffer, from: number, isLast: boolean): number {
  const scan = state.scan ?? startScan(-1, 1);
  state.scan = scan;
  const result = follow(scan, data, from, isLast);
  if (result === "more" && !isLast && scan.offset < MAX_VALUE_BYTES) return from;
  state.scan = undefined;
  state.skipping = undefined;
  state.line += scan.newlines;
  return from + scan.offset;
}

/** Length of `{ "entries": [` where an answer of entries.list starts, else 0. */
function wrapperLength(data: Buffer, at: number): number {
  const next = data[at + 1];
  if (next === 0x22 && data[at + 2] !== 0x65) return 0;
  if (next !== 0x22 && next !== 0x20 && next !== NEWLINE && next !== 0x0d && next !== 0x09) return 0;
  const head = data.toString("latin1", at, at + 64);
  return /^\{\s{0,20}"entries"\s{0,5}:\s{0,20}\[/.exec(head)?.[0].length ?? 0;
}

function indentOf(data: Buffer, at: number): number {
  const lineStart = data.lastIndexOf(NEWLINE, at) + 1;
  const indent = indentAt(data, lineStart, 256);
  return lineStart + indent === at ? indent : -1;
}

function parseLine(data: Buffer, at: number, end: number): JsonObject | undefined {
  if (end === at) return undefined;
  const value = parse(data, at, end);
  return isJsonObject(value) ? value : undefined;
}

function parse(data: Buffer, start: number, end: number): unknown {
  try {
    return JSON.parse(data.toString("utf8", start, end));
  } catch {
    return undefined;
  }
}

/** In a list a stray word ends at the comma or bracket, else at the end of its line. */
function garbageEnd(state: State, data: Buffer, at: number, lineEnd: number): number {
  if (state.list === undefined) return lineEnd;
  for (let end = at; end < lineEnd; end++) if (data[end] === COMMA || data[end] === CLOSE_LIST) return end;
  return lineEnd;
}
