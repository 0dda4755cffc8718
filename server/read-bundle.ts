import { open, readFile } from "node:fs/promises";
import { z } from "zod";
import { BUNDLE_SCHEMA, type Bundle, bundleSchema } from "../shared/bundle.ts";
import { messageOf, PlumblineError } from "./lib/errors.ts";

const HEAD_BYTES = 256;
const IS_BUNDLE = new RegExp(`^\\ufeff?\\s*\\{\\s*"schema"\\s*:\\s*"${BUNDLE_SCHEMA}"`);
const MAX_BYTES = 256 * 1024 * 1024;

/**
 * The bundle in a file; undefined where the file is no bundle, is not there, or is standard input. Throws bad-input for a bundle that is too large or
 * damaged.
 */
export async function readBundle(path: string): Promise<Bundle | undefined> {
  if (path === "-" || !IS_BUNDLE.test(await headOf(path))) return undefined;
  const bytes = await readFile(path);
  if (bytes.length > MAX_BYTES) {
    throw new PlumblineError(
      "bad-input",
      `${path} is a bundle of ${bytes.length} bytes: expected at most ${MAX_BYTES}.`,
    );
  }
  const parsed = bundleSchema.safeParse(parseJson(path, bytes.toString("utf8").replace(/^\ufeff/, "")));
  if (parsed.success) return parsed.data;
  const faults = z.prettifyError(parsed.error).split("\n").slice(0, 4).join(" ");
  throw new PlumblineError("bad-input", `${path} is a damaged bundle: ${faults} Export it again.`);
}

async function headOf(path: string): Promise<string> {
  try {
    await using file = await open(path);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.toString("utf8", 0, bytesRead);
  } catch {
    // What is wrong with it is said where entries are read.
    return "";
  }
}

function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new PlumblineError("bad-input", `${path} is a damaged bundle: ${messageOf(error)}. Export it again.`);
  }
}
