import { Worker } from "node:worker_threads";
import { SECOND } from "../../../shared/time.ts";
import { PlumblineError } from "../errors.ts";
import type { PdfResult } from "./worker.ts";

const TIME_LIMIT = 10 * SECOND;

type Job = { resolve: (pdf: Uint8Array) => void; reject: (error: Error) => void; timer: NodeJS.Timeout };
type Running = { worker: Worker; jobs: Map<number, Job> };

let running: Running | undefined;
let lastId = 0;

/**
 * The data of a document as a tagged PDF (PDF/UA-1). Compiled in a thread of its own that stays warm and does not keep the process
 * alive. Equal data give equal bytes on a machine with equal fonts. Throws `unavailable` where the compiler is not installed, and
 * `failed` where a document takes longer than 10 s or does not compile.
 */
export function renderPdf(data: string, timeLimitMs = TIME_LIMIT): Promise<Uint8Array> {
  running ??= start();
  const { worker, jobs } = running;
  const id = ++lastId;
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => giveUp(running, tooLong(timeLimitMs)), timeLimitMs);
    jobs.set(id, { resolve, reject, timer });
    worker.ref();
    worker.postMessage({ id, data });
  });
}

function start(): Running {
  const worker = new Worker(new URL("./worker.ts", import.meta.url));
  const own: Running = { worker, jobs: new Map() };
  worker.unref();
  worker.on("message", (result: PdfResult) => settle(own, result));
  worker.on("error", (error) =>
    giveUp(own, new PlumblineError("unavailable", `The PDF could not be made: ${error.message}`)),
  );
  worker.on("exit", () =>
    giveUp(own, new PlumblineError("unavailable", "The PDF could not be made: its thread ended.")),
  );
  return own;
}

function settle({ worker, jobs }: Running, result: PdfResult): void {
  const job = jobs.get(result.id);
  if (job === undefined) return;
  jobs.delete(result.id);
  clearTimeout(job.timer);
  if (jobs.size === 0) worker.unref();
  if ("pdf" in result) job.resolve(result.pdf);
  else job.reject(faultOf(result));
}

/** Ends the thread, which a document may have stuck; the next one starts a new thread. */
function giveUp(own: Running | undefined, error: Error): void {
  if (own === undefined) return;
  if (running === own) running = undefined;
  for (const job of own.jobs.values()) {
    clearTimeout(job.timer);
    job.reject(error);
  }
  own.jobs.clear();
  own.worker.terminate().catch(() => undefined);
}

function tooLong(limitMs: number): PlumblineError {
  return new PlumblineError(
    "unavailable",
    `The PDF took longer than ${limitMs / SECOND} s and was given up: export html and print it, or fewer incidents at once.`,
  );
}

function faultOf({ fault, message }: Exclude<PdfResult, { pdf: Uint8Array }>): PlumblineError {
  return fault === "missing"
    ? new PlumblineError(
        "unavailable",
        `PDF needs the optional package @myriaddreamin/typst-ts-node-compiler, which can't be loaded here (${message.slice(0, 200)}): run npm install with optional packages, or export html and print it.`,
      )
    : new PlumblineError("unavailable", `The PDF could not be made: ${message.slice(0, 500)}`);
}
