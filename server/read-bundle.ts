import { open, readFile } from "node:fs/promises";
import { Readable } from "node:stream";
import { constants, gunzipSync } from "node:zlib";
import { z } from "zod";
import { BUNDLE_SCHEMA, type Bundle, bundleSchema } from "../shared/bundle.ts";
import { messageOf, PlumblineError } from "./lib/errors.ts";

/** Enough to know a bundle by, packed or not. */
const HEAD_BYTES = 4096;
const IS_BUNDLE = new RegExp(`^\\ufeff?\\s*\\{\\s*"schema"\\s*:\\s*"${BUNDLE_SCHEMA}"`);
const MAX_BYTES = 256 * 1024 * 1024;

/**
 * The bundle in a file, gzip or not; undefined where the file is no bundle or is not there. Throws bad-input for a bundle that is
 * too large or damaged.
 */
export async function readBundle(path: string): Promise<Bundle | undefined> {
  if (!isBundle(await headOf(path))) return undefined;
  return parseBundle(path, await readFile(path));
}

/** The bundle that a stream holds; where it holds none, the stream as it was, from its beginning. Throws as `readBundle` does. */
export async function readBundleFrom(stream: Readable): Promise<{ bundle: Bundle } | { stream: Readable }> {
  const iterator = stream[Symbol.asyncIterator]();
  const chunks: Buffer[] = [];
  const pull = async (most: number) => {
    for (let bytes = Buffer.concat(chunks).length; bytes < most; ) {
      const { done, value } = await iterator.next();
      if (done === true) return;
      const chunk = Buffer.isBuffer(value) ? value : Buffer.from(value);
      chunks.push(chunk);
      bytes += chunk.length;
    }
  };
  await pull(HEAD_BYTES);
  if (isBundle(Buffer.concat(chunks))) {
    await pull(MAX_BYTES + 1);
    return { bundle: parseBundle("standard input", Buffer.concat(chunks)) };
  }
  const again = async function* () {
    yield* chunks;
    for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) yield next.value;
  };
  return { stream: Readable.from(again()) };
}

function isBundle(head: Buffer): boolean {
  if (!isPacked(head)) return IS_BUNDLE.test(head.toString("utf8", 0, HEAD_BYTES));
  try {
    // What is cut off in the middle gives what it holds so far.
    const plain = gunzipSync(head.subarray(0, HEAD_BYTES), { finishFlush: constants.Z_SYNC_FLUSH });
    return IS_BUNDLE.test(plain.toString("utf8", 0, HEAD_BYTES));
  } catch {
    return false;
  }
}

function isPacked(bytes: Buffer): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

function parseBundle(name: string, bytes: Buffer): Bundle {
  if (bytes.length > MAX_BYTES) throw tooLarge(name);
  const parsed = bundleSchema.safeParse(parseJson(name, unpack(name, bytes)));
  if (parsed.success) return parsed.data;
  const faults = z.prettifyError(parsed.error).split("\n").slice(0, 4).join(" ");
  throw new PlumblineError("bad-input", `${name} is a damaged bundle: ${faults} Export it again.`);
}

function unpack(name: string, bytes: Buffer): Buffer {
  if (!isPacked(bytes)) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: MAX_BYTES });
  } catch (error) {
    if (error instanceof RangeError) throw tooLarge(name);
    throw new PlumblineError("bad-input", `${name} is a damaged bundle: ${messageOf(error)}. Export it again.`);
  }
}

function tooLarge(name: string): PlumblineError {
  return new PlumblineError("bad-input", `${name} is a bundle of more than ${MAX_BYTES} bytes: expected fewer.`);
}

function parseJson(name: string, bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString("utf8").replace(/^\ufeff/, ""));
  } catch (error) {
    throw new PlumblineError("bad-input", `${name} is a damaged bundle: ${messageOf(error)}. Export it again.`);
  }
}

async function headOf(path: string): Promise<Buffer> {
  try {
    await using file = await open(path);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } catch {
    // What is wrong with it is said where entries are read.
    return Buffer.alloc(0);
  }
}
