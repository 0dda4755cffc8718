import { isUtf8 } from "node:buffer";
import { writeFile } from "node:fs/promises";
import type { Writable } from "node:stream";
import { messageOf, PlumblineError } from "./errors.ts";

/**
 * Writes what a command made to the file, or to the stream where none is named. Throws bad-input where it can't be written, and for
 * bytes that would go to a terminal.
 */
export async function writeResult(
  body: string | Uint8Array,
  file: string | undefined,
  stream: Writable,
): Promise<void> {
  if (file === undefined) {
    const isTerminal = "isTTY" in stream && stream.isTTY === true;
    if (isTerminal && typeof body !== "string" && !isUtf8(body)) {
      throw new PlumblineError("bad-input", "this format is no text for a terminal: name a file with --out");
    }
    return writeTo(stream, body);
  }
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
