import express, { type RequestHandler } from "express";
import { parse } from "secure-json-parse";
import { messageOf, PlumblineError } from "../lib/errors.ts";

/** Of the body once it is unpacked, so that a few packed bytes don't become many. */
const MAX_BODY = "100kb";
const MAX_DEPTH = 32;
const MAX_KEYS = 1000;

/**
 * Reads JSON bodies: at most 100 kB after unpacking, 32 levels deep, 1000 keys, and no key that reaches for a prototype. Other
 * media types are left unread.
 */
export const readBody: RequestHandler[] = [express.raw({ type: "application/json", limit: MAX_BODY }), parseBody];

function parseBody(...[request, , next]: Parameters<RequestHandler>): void {
  const bytes: unknown = request.body;
  request.body = Buffer.isBuffer(bytes) && bytes.length > 0 ? jsonOf(bytes) : undefined;
  next();
}

/** The value that a body holds. Throws `bad-input` for what is no JSON object or list, too deep or of too many keys. */
export function jsonOf(bytes: Uint8Array): unknown {
  refuseShape(bytes);
  try {
    const value: unknown = parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    if (typeof value === "object" && value !== null) return value;
  } catch (error) {
    throw new PlumblineError("bad-input", `The request can't be read: ${messageOf(error)}`, { cause: error });
  }
  throw new PlumblineError("bad-input", "The request can't be read: expected a JSON object.");
}

const [QUOTE, BACKSLASH, COLON] = [0x22, 0x5c, 0x3a];
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];

/** Counts levels and keys before anything is built of them. */
function refuseShape(bytes: Uint8Array): void {
  let depth = 0;
  let keys = 0;
  let isText = false;
  for (let i = 0; i < bytes.length; i += 1) {
    const byte = bytes[i];
    if (isText) {
      if (byte === BACKSLASH) i += 1;
      else if (byte === QUOTE) isText = false;
    } else if (byte === QUOTE) isText = true;
    else if (byte === OPEN_LIST || byte === OPEN_OBJECT) depth += 1;
    else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) depth -= 1;
    else if (byte === COLON) keys += 1;
    if (depth > MAX_DEPTH) throw tooMuch(`more than ${MAX_DEPTH} levels deep`);
    if (keys > MAX_KEYS) throw tooMuch(`of more than ${MAX_KEYS} keys`);
  }
}

function tooMuch(what: string): PlumblineError {
  return new PlumblineError("bad-input", `The request can't be read: its JSON is ${what}.`);
}
