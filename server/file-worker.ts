// The thread of `storeFile` that reads: splits and parses parts of the file, and counts what each batch of entries says.
import { parentPort, workerData } from "node:worker_threads";
import type { FileNews, FileRequest, FileTask } from "./file-protocol.ts";
import { messageOf, PlumblineError } from "./lib/errors.ts";
import { type PartBatch, PartReader } from "./part-reader.ts";
import type { FilePart } from "./sources/file-parts.ts";
import { createThinner } from "./thin-groups.ts";

/** Batches that wait to be stored while the next is made ready. */
const MAX_WAITING = 1;

const port = parentPort;
if (port === null) throw new Error("file-worker.ts is started by storeFile alone");
const task: FileTask = workerData;
const reader = new PartReader(task);
const asked: FilePart[] = [];
/** Each by its id: how it is read again. */
const waiting = new Map<number, PartBatch["again"]>();
const thinner = createThinner();
let onAsked: () => void = () => undefined;
let onStored: () => void = () => undefined;
let batches = 0;

port.on("message", (request: FileRequest) => {
  if (request.kind === "read") {
    asked.push(request.part);
    onAsked();
    return;
  }
  const again = waiting.get(request.id);
  if (again === undefined) return;
  if (request.kind !== "stored") return void answer(request, again).catch(sayFault);
  waiting.delete(request.id);
  onStored();
});

try {
  for (;;) await readPart(await nextPart());
} catch (error) {
  sayFault(error);
}

function say(news: FileNews): void {
  port?.postMessage(news);
}

function sayFault(error: unknown): void {
  say({ kind: "fault", message: messageOf(error), isInput: error instanceof PlumblineError });
}

async function answer(
  request: Exclude<FileRequest, { kind: "read" | "stored" }>,
  again: PartBatch["again"],
): Promise<void> {
  const whole = await again();
  const { id } = request;
  if (request.kind === "facts") say({ kind: "facts", id, facts: whole.prepared().facts(new Set(request.known)) });
  else say({ kind: "values", id, values: whole.values(), rejections: whole.unread });
}

/** The part that is to be read next: the thread goes on until it is stopped. */
async function nextPart(): Promise<FilePart> {
  for (;;) {
    const part = asked.shift();
    if (part !== undefined) return part;
    await new Promise<void>((resolve) => {
      onAsked = resolve;
    });
  }
}

async function readPart(part: FilePart): Promise<void> {
  for await (const read of reader.read(part)) {
    if ("lines" in read) say({ kind: "end", ...read });
    else await offer(read);
  }
}

/** Hands on what a batch says, as soon as there is room. */
async function offer({ again, ...read }: PartBatch): Promise<void> {
  const facts = { ...read.facts, groups: thinner.thin(read.facts.groups) };
  thinner.told(facts.groups);
  while (waiting.size >= MAX_WAITING) {
    await new Promise<void>((resolve) => {
      onStored = resolve;
    });
  }
  const id = batches++;
  waiting.set(id, again);
  say({ kind: "batch", id, ...read, facts });
}
