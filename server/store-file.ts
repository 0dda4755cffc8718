import { Worker } from "node:worker_threads";
import type pg from "pg";
import type { Config } from "../shared/config.ts";
import type { FileNews, FileRequest, FileTask, ReadBatch } from "./file-protocol.ts";
import { PlumblineError } from "./lib/errors.ts";
import { boundYoungSpace } from "./lib/young-space.ts";
import { redactedRejections } from "./redacted-rejections.ts";
import { type BatchCounts, type BatchFacts, ingestKeyed } from "./store/ingest.ts";
import { type Patience, storePatiently, storesPatiently } from "./store-patiently.ts";

export type FileToStore = {
  path: string;
  /** Name of the source, for its coverage. */
  source: string;
  isSample?: boolean;
  /** Told the counts of each batch once it is stored, and how much of the file was read for it, in bytes as they lie on disk. */
  onStored?: (counts: BatchCounts, bytesRead: number) => void;
};

/** A batch outlives the young generation however large that is: a small one takes no more time and 150 MB less. */
const MAX_YOUNG_MB = 24;

/**
 * Stores all that a file holds, whatever its form (see `readFiles`), and gives what was counted. A second thread reads, parses
 * and counts while this one writes. Each batch is one transaction and is done with once that is committed; a database that is
 * away is waited for. Undefined when the signal of `patience` is aborted first. Throws bad-input for a file that is missing.
 */
export async function storeFile(
  pool: pg.Pool,
  config: Config,
  file: FileToStore,
  patience: Patience,
): Promise<BatchCounts | undefined> {
  const { environments, redaction, grouping } = config;
  const task: FileTask = { path: file.path, config: { environments, redaction, grouping } };
  const reader = new Worker(new URL("./file-worker.mjs", import.meta.url), {
    workerData: task,
    resourceLimits: { maxYoungGenerationSizeMb: MAX_YOUNG_MB },
  });
  const stop = () => void reader.terminate();
  patience.signal.addEventListener("abort", stop, { once: true });
  try {
    return await storeAll(pool, config, file, patience, createDialogue(reader));
  } finally {
    patience.signal.removeEventListener("abort", stop);
    await reader.terminate();
  }
}

async function storeAll(
  pool: pg.Pool,
  config: Config,
  file: FileToStore,
  patience: Patience,
  reader: Dialogue,
): Promise<BatchCounts | undefined> {
  const total: BatchCounts = { read: 0, accepted: 0, duplicates: 0, rejected: 0 };
  while (!patience.signal.aborted) {
    const news = await reader.next();
    if (news === undefined) return undefined;
    if (news.kind === "end") return total;
    if (news.kind === "fault")
      throw news.isInput ? new PlumblineError("bad-input", news.message) : new Error(news.message);
    if (news.kind !== "batch") continue;
    boundYoungSpace();
    const counts = await storeBatch(pool, config, file, patience, reader, news);
    if (counts === undefined) return undefined;
    reader.ask({ kind: "stored", id: news.id });
    file.onStored?.(counts, news.bytesRead);
    total.read += counts.read;
    total.accepted += counts.accepted;
    total.duplicates += counts.duplicates;
    total.rejected += counts.rejected;
  }
  return undefined;
}

async function storeBatch(
  pool: pg.Pool,
  config: Config,
  { source, isSample = false }: FileToStore,
  patience: Patience,
  reader: Dialogue,
  { id, keys, newestAt, rejections, facts }: ReadBatch,
): Promise<BatchCounts | undefined> {
  const factsBut = (known: ReadonlySet<string>): BatchFacts | Promise<BatchFacts> =>
    known.size === 0 ? facts : reader.factsOf(id, [...known]);
  const batch = {
    source,
    keys,
    newestAt,
    rejections: redactedRejections(rejections, config),
    gaps: [],
    isSample,
    isBulk: true,
    facts: factsBut,
  };
  const slowly = async () => {
    const asRead = await reader.valuesOf(id);
    return storePatiently(pool, config, { source, isSample, ...asRead }, patience);
  };
  return storesPatiently(() => ingestKeyed(pool, batch), slowly, patience);
}

type AsRead = Omit<Extract<FileNews, { kind: "values" }>, "kind" | "id">;

/** Talk with the reading thread: its news one after another, and questions about a batch. */
type Dialogue = {
  /** Undefined once the thread was stopped. */
  next: () => Promise<FileNews | undefined>;
  ask: (request: FileRequest) => void;
  factsOf: (id: number, known: string[]) => Promise<BatchFacts>;
  valuesOf: (id: number) => Promise<AsRead>;
};

function createDialogue(reader: Worker): Dialogue {
  const news: (FileNews | undefined)[] = [];
  const answers: ((answer: FileNews | undefined) => void)[] = [];
  let wake: () => void = () => undefined;
  const add = (item: FileNews | undefined) => {
    news.push(item);
    wake();
  };
  reader.on("message", (item: FileNews) => {
    if (item.kind === "facts" || item.kind === "values") answers.shift()?.(item);
    else add(item);
  });
  reader.on("error", (error) => add({ kind: "fault", message: error.message, isInput: false }));
  reader.on("exit", () => {
    add(undefined);
    for (const answer of answers.splice(0)) answer(undefined);
  });
  const answerTo = (request: FileRequest) =>
    new Promise<FileNews>((resolve, reject) => {
      answers.push((item) => (item === undefined ? reject(new Error("reading the file was stopped")) : resolve(item)));
      reader.postMessage(request);
    });
  return {
    async next() {
      while (news.length === 0) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      return news.shift();
    },
    ask: (request) => reader.postMessage(request),
    async factsOf(id, known) {
      const answer = await answerTo({ kind: "facts", id, known });
      if (answer.kind !== "facts") throw new Error(`the reading thread answered ${answer.kind}`);
      return answer.facts;
    },
    async valuesOf(id) {
      const answer = await answerTo({ kind: "values", id });
      if (answer.kind !== "values") throw new Error(`the reading thread answered ${answer.kind}`);
      return { values: answer.values, rejections: answer.rejections };
    },
  };
}
