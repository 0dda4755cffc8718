import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { SECOND } from "../shared/time.ts";

/** What the dashboard is made of; a change in any of it asks for another build. */
const SOURCES = ["web", "shared", "package-lock.json"];
/** Made, not written. */
const LEFT_OUT = new Set(["dist", "node_modules"]);

/**
 * Builds the dashboard into `web/dist` where that is missing or older than its sources, and tells `say` about it. A build
 * that fails is told, not thrown: the API works without it. Given up when `signal` is aborted.
 */
export async function buildDashboard(root: string, say: (line: string) => void, signal: AbortSignal): Promise<void> {
  const builtAt = modifiedAt(join(root, "web/dist/index.html"));
  const changedAt = Math.max(...SOURCES.map((name) => newestUnder(join(root, name))));
  if (builtAt > changedAt) return;
  const startedAt = Date.now();
  say(builtAt === 0 ? "building the dashboard …" : "building the dashboard again: its sources changed …");
  const code = await runVite(root, signal);
  const seconds = ((Date.now() - startedAt) / SECOND).toFixed(1);
  if (code === 0) say(`dashboard built in ${seconds} s`);
  else if (!signal.aborted)
    say(`the dashboard could not be built (exit code ${code}, see above); the API works without it`);
}

function modifiedAt(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

function newestUnder(path: string): number {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return 0;
  if (!stat.isDirectory()) return stat.mtimeMs;
  const inside = readdirSync(path).filter((name) => !LEFT_OUT.has(name));
  return Math.max(0, ...inside.map((name) => newestUnder(join(path, name))));
}

/** Its output goes to standard error: standard output holds the address alone. */
async function runVite(root: string, signal: AbortSignal): Promise<number | string> {
  const vite = join(dirname(createRequire(import.meta.url).resolve("vite/package.json")), "bin/vite.js");
  const child = spawn(process.execPath, [vite, "build", "web", "--logLevel", "warn"], {
    cwd: root,
    stdio: ["ignore", 2, 2],
    signal,
  });
  try {
    const [code, signal] = await once(child, "exit");
    return code ?? signal;
  } catch (error) {
    return error instanceof Error ? error.message : "it did not start";
  }
}
