import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

export type Running = {
  child: ChildProcess;
  /** What it wrote so far. */
  stdout: () => string;
  stderr: () => string;
  /** Waits for standard output to hold a whole line, and gives it; rejects when the process ends first. */
  firstLine: () => Promise<string>;
  /** Waits for its end, and gives its exit code, or the signal that ended it. */
  ended: Promise<number | string>;
};

const living = new Set<ChildProcess>();
process.on("exit", () => {
  for (const child of living) child.kill("SIGKILL");
});

/** Runs a TypeScript file of the project, its path from the project's root; it does not outlive us, also where a test failed. */
export function runScript(path: string, args: string[], environment: Record<string, string> = {}): Running {
  const file = fileURLToPath(new URL(`../../${path}`, import.meta.url));
  const child = spawn(process.execPath, [file, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { PATH: process.env.PATH ?? "", HOME: process.env.HOME ?? "", ...environment },
  });
  living.add(child);
  child.once("exit", () => living.delete(child));
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk) => {
    stdout += chunk;
  });
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
  });
  const ended = once(child, "close").then(([code, signal]) => code ?? signal);
  const firstLine = async () => {
    while (!stdout.includes("\n")) {
      if (child.exitCode !== null) throw new Error(`${path} ended with ${child.exitCode}: ${stderr}`);
      await sleep(20);
    }
    return stdout.slice(0, stdout.indexOf("\n"));
  };
  return { child, stdout: () => stdout, stderr: () => stderr, firstLine, ended };
}

/** Whether a process is there and not a zombie. */
export function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    try {
      process.kill(pid, 0);
      return process.platform !== "linux";
    } catch {
      return false;
    }
  }
}

/** Waits, at most a minute, until a process is gone. */
export async function waitUntilGone(pid: number): Promise<void> {
  for (let i = 0; i < 1200 && isAlive(pid); i += 1) await sleep(50);
  if (isAlive(pid)) throw new Error(`process ${pid} is still there`);
}
