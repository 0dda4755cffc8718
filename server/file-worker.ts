// The thread of `storeFile` that reads: opens the file, splits and parses it, and counts what each batch of entries says.
import { parentPort, workerData } from "node:worker_threads";
import type { FileNews, FileRequest, FileTask } from "./file-protocol.ts";
import type { Prepared } from "./ingest.ts";
import { messageOf, PlumblineError } from "./lib/errors.ts";
import type { LineBatch } from "./line-batch.ts";
import { LineReader } from "./line-reader.ts";
import { readFiles } from "./sources/file.ts";
import { createThinner } from "./thin-groups.ts";

/** A transaction's worth: large enough that its statements cost little per entry, small enough to be kept twice. */
const BATCH_LINES = 16_000;
const BATCH_BYTES = 24 * 1024 * 1024;
/** Batches that wait to be stored while the next is made ready. */
const MAX_WAITING = 1;

type Waiting = { prepared: Prepared; batch: LineBatch };

const port = parentPort;
if (port === null) throw new Error("file-worker.ts is started by storeFile alone");
const { path, config }: FileTask = workerData;
const waiting = new Map<number, Waiting>();
const thinner = createThinner();
let onStored: () => void = () => undefined;
let bytesRead = 0;

port.on("message", (request: FileRequest) => {
  const batch = waiting.get(request.id);
  if (batch === undefined) return;
  if (request.kind === "stored") {
    waiting.delete(request.id);
    onStored();
  } else if (request.kind === "facts") {
    say({ kind: "facts", id: request.id, facts: batch.prepared.facts(new Set(request.known)) });
  } else say({ kind: "values", id: request.id, values: batch.batch.values(), rejections: batch.batch.unread });
});

try {
  await readAll();
  say({ kind: "end" });
} catch (error) {
  say({ kind: "fault", message: messageOf(error), isInput: error instanceof PlumblineError });
}

function say(news: FileNews): void {
  port?.postMessage(news);
}

async function readAll(): Promise<void> {
  const reader = new LineReader(config);
  let id = 0;
  const onBytes = (bytes: number) => {
    bytesRead = bytes;
  };
  for await (const { values, rejections } of readFiles([path], { taker: reader, onBytes })) {
    reader.add(values);
    reader.batch.unread.push(...rejections);
    if (reader.batch.length >= BATCH_LINES || reader.batch.bytes >= BATCH_BYTES) await offer(id++, reader.takeBatch());
  }
  if (reader.batch.length > 0) await offer(id, reader.takeBatch());
  while (waiting.size > 0) await oneStored();
}

/** Hands on what a batch says, as soon as there is room. */
async function offer(id: number, batch: LineBatch): Promise<void> {
  const prepared = batch.prepared();
  const all = prepared.facts(new Set());
  const facts = { ...all, groups: thinner.thin(all.groups) };
  thinner.told(facts.groups);
  batch.forgetEntries();
  while (waiting.size >= MAX_WAITING) await oneStored();
  waiting.set(id, { prepared, batch });
  const { keys, newestAt, rejections } = prepared;
  say({ kind: "batch", id, keys, newestAt, rejections, facts, bytesRead });
}

function oneStored(): Promise<void> {
  return new Promise((resolve) => {
    onStored = resolve;
  });
}
