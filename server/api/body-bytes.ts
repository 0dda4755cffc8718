import type { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import type { Request } from "express";
import type { Ticket } from "../lib/admission.ts";
import { messageOf, PlumblineError } from "../lib/errors.ts";

const MIB = 1024 * 1024;
/** What a body may hold after decompression, where its route says nothing else. */
export const MAX_BODY_BYTES = 10 * MIB;
/** How many times its size a compressed body may hold: equal lines of a poller reach 150, a bomb 1,000. */
const MAX_RATIO = 400;
/** Below this much, the ratio does not matter. */
const FREE_BYTES = MIB;

/**
 * The bytes of a body, decompressed where `content-encoding` is gzip; `ticket` is told of them as they come. Throws
 * `too-large` beyond the limit or the ratio of compression, `bad-input` for a broken stream or another encoding.
 */
export async function bodyBytes(request: Request, ticket: Ticket, maxBytes = MAX_BODY_BYTES): Promise<Buffer> {
  const encoding = (request.get("content-encoding") ?? "identity").trim().toLowerCase();
  if (encoding !== "identity" && encoding !== "gzip" && encoding !== "x-gzip") {
    throw new PlumblineError(
      "bad-input",
      `The content encoding is "${encoding.slice(0, 40)}": expected gzip, or none.`,
    );
  }
  if (encoding === "identity" && Number(request.get("content-length") ?? 0) > maxBytes) throw tooLarge(maxBytes);
  return encoding === "identity" ? plainBytes(request, ticket, maxBytes) : gunzipped(request, ticket, maxBytes);
}

async function plainBytes(request: Request, ticket: Ticket, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of bytesOf(request)) {
      size += chunk.length;
      if (size > maxBytes) throw tooLarge(maxBytes);
      ticket.hold(chunk.length);
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof PlumblineError) throw error;
    throw new PlumblineError("bad-input", `The body ended early: ${messageOf(error)}.`, { cause: error });
  }
  return Buffer.concat(chunks, size);
}

async function gunzipped(request: Request, ticket: Ticket, maxBytes: number): Promise<Buffer> {
  const gunzip = createGunzip();
  let compressed = 0;
  request.on("data", (chunk: Buffer) => {
    compressed += chunk.length;
  });
  request.once("error", (fault) => gunzip.destroy(fault));
  request.once("close", () => {
    if (!request.readableEnded) gunzip.destroy(new Error("the sender closed the connection"));
  });
  request.pipe(gunzip);
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of bytesOf(gunzip)) {
      size += chunk.length;
      if (size > maxBytes) throw tooLarge(maxBytes);
      if (size > FREE_BYTES && size > compressed * MAX_RATIO) {
        throw new PlumblineError("too-large", `The body holds more than ${MAX_RATIO} times what was sent: send less.`);
      }
      ticket.hold(chunk.length);
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof PlumblineError) throw error;
    throw new PlumblineError("bad-input", `The body is no whole gzip stream: ${messageOf(error)}.`, { cause: error });
  } finally {
    request.unpipe(gunzip);
    gunzip.destroy();
  }
  return Buffer.concat(chunks, size);
}

/** The stream stays open when the reading ends early: the answer goes over the same connection. */
async function* bytesOf(stream: Readable): AsyncGenerator<Buffer> {
  for await (const chunk of stream.iterator({ destroyOnReturn: false }))
    yield Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
}

function tooLarge(maxBytes: number): PlumblineError {
  return new PlumblineError(
    "too-large",
    `The body holds more than ${Math.floor(maxBytes / MIB)} MiB: send it in parts.`,
  );
}
