import { writeFile } from "node:fs/promises";
import type { Writable } from "node:stream";
import { messageOf, PlumblineError } from "./errors.ts";

/** Writes what a command made to the file, or to the stream where none is named. Throws bad-input where it can't be written. */
export async function writeResult(
  body: string | Uint8Array,
  file: string | undefined,
  stream: Writable,
): Promise<void> {
  if (file === undefined) return writeTo(stream, body);
  try {
    await writeFile(file, body);
  } catch (error) {
    throw new PlumblineError("bad-input", `--out ${file} can't be written: ${messageOf(error)}`);
  }
}

function writeTo(stream: Writable, body: string | Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(body, (error) => (error == null ? resolve() : reject(error)));
  });
}
