// The thread of `storeFile` that reads: opens the file, splits and parses it, and counts what each batch of entries says.
import { parentPort, workerData } from "node:worker_threads";
import type { FileNews, FileRequest, FileTask } from "./file-protocol.ts";
import { type Prepared, prepare } from "./ingest.ts";
import { messageOf, PlumblineError } from "./lib/errors.ts";
import { type FileBatch, readFiles } from "./sources/file.ts";

/** A transaction's worth: large enough that its statements cost little per entry, small enough to be kept twice. */
const BATCH_ENTRIES = 3000;
/** Batches that wait to be stored while the next is made ready. */
const MAX_WAITING = 1;

type Waiting = { prepared: Prepared; values: FileBatch["values"]; rejections: FileBatch["rejections"] };

const port = parentPort;
if (port === null) throw new Error("file-worker.ts is started by storeFile alone");
const { path, config }: FileTask = workerData;
const waiting = new Map<number, Waiting>();
let onStored: () => void = () => undefined;

port.on("message", (request: FileRequest) => {
  const batch = waiting.get(request.id);
  if (batch === undefined) return;
  if (request.kind === "stored") {
    waiting.delete(request.id);
    onStored();
  } else if (request.kind === "facts") {
    say({ kind: "facts", id: request.id, facts: batch.prepared.facts(new Set(request.known)) });
  } else say({ kind: "values", id: request.id, values: batch.values, rejections: batch.rejections });
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
  let id = 0;
  let held: FileBatch[] = [];
  let count = 0;
  for await (const batch of readFiles([path])) {
    held.push(batch);
    count += batch.read;
    if (count < BATCH_ENTRIES) continue;
    await offer(id++, held);
    held = [];
    count = 0;
  }
  if (count > 0) await offer(id, held);
  while (waiting.size > 0) await oneStored();
}

/** Hands on what the parts of a batch say, as soon as there is room. */
async function offer(id: number, parts: FileBatch[]): Promise<void> {
  const values = parts.flatMap((part) => part.values);
  const rejections = parts.flatMap((part) => part.rejections);
  const prepared = prepare(values, config);
  const facts = prepared.facts(new Set());
  while (waiting.size >= MAX_WAITING) await oneStored();
  waiting.set(id, { prepared, values, rejections });
  const { keys, newestAt } = prepared;
  say({ kind: "batch", id, keys, newestAt, rejections: [...rejections, ...prepared.rejections], facts });
}

function oneStored(): Promise<void> {
  return new Promise((resolve) => {
    onStored = resolve;
  });
}
