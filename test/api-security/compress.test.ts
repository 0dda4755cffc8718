import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { request } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import express from "express";
import { afterAll, beforeAll, expect, test } from "vitest";
import { compressedAssets, compressedJson } from "../../server/api/compress.ts";

const SCRIPT = 'console.log("plumb");\n'.repeat(500);
const LARGE = { lines: Array.from({ length: 500 }, (_, line) => `line ${line} with <b>text</b>`) };

let folder: string;
let port: number;
let stop: () => Promise<void>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "assets-"));
  await writeFile(join(folder, "index-a1.js"), SCRIPT);
  const app = express();
  app.use("/assets", compressedAssets(folder), express.static(folder));
  app.use(compressedJson);
  app.all("/large", (_request, response) => void response.json(LARGE));
  app.get("/small", (_request, response) => void response.json({ a: 1 }));
  const server = app.listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  ({ port } = server.address() as AddressInfo);
  stop = () => new Promise((resolve) => server.close(() => resolve()));
});
afterAll(async () => {
  await stop();
  await rm(folder, { recursive: true });
});

type Answer = { status: number; encoding: string | undefined; type: string | undefined; bytes: Buffer };

/** As it comes over the wire: fetch would decompress it. */
function ask(path: string, encodings: string, method = "GET"): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request({ port, path, method, headers: { "accept-encoding": encodings } }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => {
        const { "content-encoding": encoding, "content-type": type } = response.headers;
        resolve({ status: response.statusCode ?? 0, encoding, type, bytes: Buffer.concat(chunks) });
      });
    });
    asked.on("error", reject).end();
  });
}

test("a script comes in the best encoding that its reader knows, and as it is for whoever knows none", async () => {
  const brotli = await ask("/assets/index-a1.js", "gzip, deflate, br, zstd");
  expect([brotli.encoding, brotli.type]).toEqual(["br", "text/javascript; charset=utf-8"]);
  expect(brotliDecompressSync(brotli.bytes).toString()).toBe(SCRIPT);
  const gzipped = await ask("/assets/index-a1.js", "gzip");
  expect(gunzipSync(gzipped.bytes).toString()).toBe(SCRIPT);
  const plain = await ask("/assets/index-a1.js", "identity");
  expect([plain.encoding, plain.bytes.toString()]).toEqual([undefined, SCRIPT]);
});

test.each(["/assets/gone.js", "/assets/..%2f..%2fetc%2fpasswd.js", "/assets/%2e%2e/secret.js"])(
  "%s is no file of the build",
  async (path) => {
    expect((await ask(path, "br")).status).toBe(404);
  },
);

test("large answers to reading are compressed, small ones and answers to changes are not", async () => {
  const large = await ask("/large", "gzip, br");
  expect([large.encoding, large.type]).toEqual(["gzip", "application/json; charset=utf-8"]);
  expect(JSON.parse(gunzipSync(large.bytes).toString())).toEqual(LARGE);
  expect(large.bytes.length).toBeLessThan(JSON.stringify(LARGE).length / 3);
  const others = await Promise.all([ask("/large", "gzip", "POST"), ask("/large", "identity"), ask("/small", "gzip")]);
  expect(others.map(({ encoding }) => encoding)).toEqual([undefined, undefined, undefined]);
});
