import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";

/**
 * The bytes of a stream as UTF-8: gzip is decompressed (known by its first two bytes, whatever the name), UTF-16 with a BOM
 * is converted (PowerShell writes it). Throws where the gzip stream is broken, after all that could be read.
 */
export async function* openedBytes(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const chunks = source[Symbol.asyncIterator]();
  const head = await firstBytes(chunks, 2);
  const all = withHead(head, chunks);
  const isGzip = head[0] === 0x1f && head[1] === 0x8b;
  const bytes = isGzip ? gunzipped(all) : all;
  yield* isGzip ? decoded(bytes) : decodedFrom(head, bytes);
}

async function firstBytes(chunks: AsyncIterator<Buffer>, least: number): Promise<Buffer> {
  let head: Buffer = Buffer.alloc(0);
  while (head.length < least) {
    const next = await chunks.next();
    if (next.done === true) break;
    head = Buffer.concat([head, Buffer.from(next.value)]);
  }
  return head;
}

async function* withHead(head: Buffer, chunks: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  try {
    if (head.length > 0) yield head;
    for (let next = await chunks.next(); next.done !== true; next = await chunks.next()) yield Buffer.from(next.value);
  } finally {
    await chunks.return?.();
  }
}

async function* gunzipped(compressed: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const gunzip = createGunzip({ chunkSize: 256 * 1024 });
  const input = Readable.from(compressed, { objectMode: true });
  input.once("error", (fault) => gunzip.destroy(fault));
  input.pipe(gunzip);
  try {
    for await (const chunk of gunzip) yield chunk;
  } finally {
    input.destroy();
    gunzip.destroy();
  }
}

async function* decoded(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const chunks = bytes[Symbol.asyncIterator]();
  const head = await firstBytes(chunks, 2);
  yield* decodedFrom(head, withHead(head, chunks));
}

async function* decodedFrom(head: Buffer, bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const encoding =
    head[0] === 0xff && head[1] === 0xfe ? "utf-16le" : head[0] === 0xfe && head[1] === 0xff ? "utf-16be" : undefined;
  if (encoding === undefined) {
    yield* bytes;
    return;
  }
  const decoder = new TextDecoder(encoding);
  for await (const chunk of bytes) yield Buffer.from(decoder.decode(chunk, { stream: true }));
  yield Buffer.from(decoder.decode());
}
