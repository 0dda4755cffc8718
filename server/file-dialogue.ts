import { Worker } from "node:worker_threads";
import type { FileNews, FileRequest, FileTask } from "./file-protocol.ts";
import { PlumblineError } from "./lib/errors.ts";
import type { BatchFacts } from "./store/ingest.ts";

type AsRead = Omit<Extract<FileNews, { kind: "values" }>, "kind" | "id">;

/** Talk with the thread that reads a file: its news one after another, and questions about a batch. */
export type Dialogue = {
  /** Undefined once the thread was stopped. */
  next: () => Promise<FileNews | undefined>;
  ask: (request: FileRequest) => void;
  factsOf: (id: number, known: string[]) => Promise<BatchFacts>;
  valuesOf: (id: number) => Promise<AsRead>;
  stop: () => Promise<unknown>;
};

/** A batch outlives the young generation however large that is: a small one takes no more time and much less memory. */
const MAX_YOUNG_MB = 8;

/** Starts the thread that reads parts of a file as it is asked to, until it is stopped. */
export function startReading(task: FileTask): Dialogue {
  const reader = new Worker(new URL("./file-worker.mjs", import.meta.url), {
    workerData: task,
    resourceLimits: { maxYoungGenerationSizeMb: MAX_YOUNG_MB },
  });
  const news: (FileNews | undefined)[] = [];
  const answers: ((answer: FileNews | undefined) => void)[] = [];
  let wake: () => void = () => undefined;
  const add = (item: FileNews | undefined) => {
    news.push(item);
    wake();
  };
  reader.on("message", (item: FileNews) => {
    const isAnswer = item.kind === "facts" || item.kind === "values";
    if (isAnswer || (item.kind === "fault" && answers.length > 0)) answers.shift()?.(item);
    else add(item);
  });
  reader.on("error", (error) => add({ kind: "fault", message: error.message, isInput: false }));
  reader.on("exit", () => {
    add(undefined);
    for (const answer of answers.splice(0)) answer(undefined);
  });
  const answerTo = (request: FileRequest) =>
    new Promise<FileNews>((resolve, reject) => {
      answers.push((item) => {
        if (item === undefined) reject(new Error("reading the file was stopped"));
        else if (item.kind === "fault") reject(faultOf(item));
        else resolve(item);
      });
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
    stop: () => reader.terminate(),
  };
}

/** The error that a fault is thrown as. */
export function faultOf({ message, isInput }: Extract<FileNews, { kind: "fault" }>): Error {
  return isInput ? new PlumblineError("bad-input", message) : new Error(message);
}
