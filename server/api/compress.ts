import { readFile } from "node:fs/promises";
import { extname } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, gzip, constants as zlib } from "node:zlib";
import type { Request, RequestHandler, Response } from "express";

const ENCODINGS = ["br", "gzip"] as const;
type Encoding = (typeof ENCODINGS)[number];

/** Files of a build: nothing below a folder, and no other kinds. */
const TEXT_FILE = /^\/[\w.-]+\.(?:js|css|svg)$/;
const ONE_YEAR_SECONDS = 31_536_000;
/** A smaller answer fits a few packets as it is. */
const MIN_JSON_BYTES = 4096;
/** Quick: a list of a thousand rows takes some milliseconds, on another thread. */
const JSON_LEVEL = 3;

const packers: Record<Encoding, (bytes: Buffer) => Promise<Buffer>> = {
  br: (bytes) => promisify(brotliCompress)(bytes, { params: { [zlib.BROTLI_PARAM_QUALITY]: 9 } }),
  gzip: (bytes) => promisify(gzip)(bytes, { level: 9 }),
};

/**
 * The scripts and styles of a build, compressed for those who read that. Each file is compressed once: its name holds its hash.
 * What is not there is left to the next handler.
 */
export function compressedAssets(directory: string): RequestHandler {
  const packed = new Map<string, Promise<Buffer>>();
  const read = (path: string, encoding: Encoding) => {
    const key = `${encoding} ${path}`;
    const known = packed.get(key);
    if (known !== undefined) return known;
    const bytes = readFile(`${directory}${path}`).then(packers[encoding]);
    packed.set(key, bytes);
    bytes.catch(() => packed.delete(key));
    return bytes;
  };
  return async (request, response, next) => {
    const encoding = ENCODINGS.find((one) => request.acceptsEncodings(one) === one);
    if (request.method !== "GET" || encoding === undefined || !TEXT_FILE.test(request.path)) return next();
    const bytes = await read(request.path, encoding).catch(() => undefined);
    if (bytes === undefined) return next();
    response.type(extname(request.path));
    response.setHeader("cache-control", `public, max-age=${ONE_YEAR_SECONDS}, immutable`);
    response.setHeader("content-encoding", encoding);
    response.vary("accept-encoding");
    response.send(bytes);
  };
}

/** Sends large JSON that is read, not the answer to a change, compressed to those who read that. */
export const compressedJson: RequestHandler = (request, response, next) => {
  if (request.method !== "GET") return next();
  const sendPlain = response.json.bind(response);
  response.json = (body) => {
    const text = JSON.stringify(body);
    if (text === undefined || text.length < MIN_JSON_BYTES) return sendPlain(body);
    return sendJson(request, response, text);
  };
  next();
};

/** Sends a text that is JSON already, compressed to those who read that where it is large. */
export function sendJson(request: Request, response: Response, text: string): Response {
  response.type("json").vary("accept-encoding");
  if (text.length < MIN_JSON_BYTES || request.acceptsEncodings("gzip") !== "gzip") return response.send(text);
  gzip(text, { level: JSON_LEVEL }, (error, bytes) => {
    if (response.headersSent || response.destroyed) return;
    if (error) response.send(text);
    else response.setHeader("content-encoding", "gzip").send(bytes);
  });
  return response;
}

/** JSON of an object of which one key holds rows that are JSON already. */
export function jsonWithRows(key: string, rows: readonly string[], others: object): string {
  return `{${JSON.stringify(key)}:[${rows.join(",")}],${JSON.stringify(others).slice(1)}`;
}
