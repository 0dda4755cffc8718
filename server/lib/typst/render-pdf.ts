import { readFileSync } from "node:fs";
import { MINUTE, SECOND } from "../../../shared/time.ts";
import { PlumblineError } from "../errors.ts";
import type { PdfResult } from "./compile.ts";
import { type Compiler, startCompiler } from "./start-compiler.ts";

const TIME_LIMIT = 15 * SECOND;
const MEMORY_LIMIT_MB = 768;
/** A process that grew beyond this is replaced after its document. */
const RENEW_MB = 400;
const LOOK_MS = 50;
/** A warm process holds 150 MB or so: it ends when nobody wants a document any more. */
const IDLE = MINUTE;
/** Documents that wait for the one before; more are refused rather than kept. */
const MOST_WAITING = 20;

/** `timeMs`: from the moment that the compiler takes the document, default 15 s. `memoryMb`: of its process, default 768. */
export type PdfLimits = { timeMs?: number; memoryMb?: number };

type Job = {
  data: string;
  limits: Required<PdfLimits>;
  resolve: (pdf: Uint8Array) => void;
  reject: (error: Error) => void;
};

const waiting: Job[] = [];
let compiler: Compiler | undefined;
let current: Job | undefined;
let idle: NodeJS.Timeout | undefined;

/**
 * The data of a document as a tagged PDF (PDF/UA-1). Compiled one after the other in a process of its own, which has bounds of
 * time and memory, stays warm for a minute and does not keep this one alive. Equal data give equal bytes on a machine with
 * equal fonts. Throws `unavailable` where the compiler is not installed, where a document takes too long, too much memory or
 * does not compile, and where too many wait.
 */
export function renderPdf(
  data: string,
  { timeMs = TIME_LIMIT, memoryMb = MEMORY_LIMIT_MB }: PdfLimits = {},
): Promise<Uint8Array> {
  if (waiting.length >= MOST_WAITING) {
    return Promise.reject(unavailable(`${MOST_WAITING} documents wait already: try again in a moment`));
  }
  return new Promise((resolve, reject) => {
    waiting.push({ data, limits: { timeMs, memoryMb }, resolve, reject });
    next();
  });
}

/** Takes the document that waits longest, unless one is at work. */
function next(): void {
  if (current !== undefined) return;
  clearTimeout(idle);
  const job = waiting.shift();
  if (job === undefined) {
    idle = setTimeout(stop, IDLE).unref();
    return;
  }
  current = job;
  compiler ??= startCompiler();
  const own = compiler;
  const timer = setTimeout(() => giveUp(`it took longer than ${job.limits.timeMs / SECOND} s`), job.limits.timeMs);
  const watch = setInterval(() => {
    const megabytes = megabytesOf(own.pid);
    if (megabytes > job.limits.memoryMb) giveUp(`it needed more than ${job.limits.memoryMb} MB`);
  }, LOOK_MS);
  const end = () => {
    clearTimeout(timer);
    clearInterval(watch);
    own.rest();
    current = undefined;
  };
  const giveUp = (why: string) => {
    end();
    stop();
    job.reject(unavailable(`${why}, so it was given up: export html and print it, or fewer incidents at once`));
    next();
  };
  own.compile(job.data).then(
    (result) => {
      if (current !== job) return;
      end();
      if (megabytesOf(own.pid) > RENEW_MB) stop();
      settle(job, result);
      next();
    },
    (error: Error) => {
      if (current !== job) return;
      end();
      stop();
      job.reject(unavailable(error.message));
      next();
    },
  );
}

function settle({ resolve, reject }: Job, result: PdfResult): void {
  if ("pdf" in result) resolve(result.pdf);
  else if (result.fault === "failed") reject(unavailable(result.message.slice(0, 500)));
  else {
    const how = "run npm install with optional packages, or export html and print it";
    const what = "PDF needs the optional package @myriaddreamin/typst-ts-node-compiler, which can't be loaded here";
    reject(new PlumblineError("unavailable", `${what} (${result.message.slice(0, 200)}): ${how}.`));
  }
}

function stop(): void {
  compiler?.end();
  compiler = undefined;
}

function unavailable(why: string): PlumblineError {
  return new PlumblineError("unavailable", `The PDF could not be made: ${why}.`);
}

/** What a process holds in memory; 0 where this system does not tell (all but Linux). */
function megabytesOf(pid: number | undefined): number {
  try {
    const [, kilobytes = "0"] = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
    return Number(kilobytes) / 1024;
  } catch {
    return 0;
  }
}
