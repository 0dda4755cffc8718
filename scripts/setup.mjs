// Installs what the project lacks, before any script that needs it. Runs on Node 18 or later with npm alone, costs
// nothing when everything is there: it compares the lock file with what npm last wrote into node_modules.
import { spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const lock = `${root}package-lock.json`;
const installed = `${root}node_modules/.package-lock.json`;

/** Whether node_modules is missing or older than the lock file. */
export function isInstallNeeded() {
  if (!existsSync(installed)) return true;
  return statSync(lock).mtimeMs > statSync(installed).mtimeMs + 1000;
}

/** Runs `npm ci`, showing its progress. Ends the process with npm's exit code when it fails. */
export function install() {
  process.stderr.write("plumbline: installing what is missing (npm ci); the first time this takes a minute …\n");
  const startedAt = Date.now();
  const args = ["ci", "--include=dev", "--include=optional", "--loglevel=error", "--no-audit", "--no-fund"];
  // On Windows npm is a batch file, which only a shell starts.
  const result = spawnSync("npm", args, {
    cwd: root,
    stdio: ["ignore", 2, 2],
    shell: process.platform === "win32",
  });
  if (result.status !== 0) {
    process.stderr.write(
      "plumbline: npm ci failed (see above). Check that npm reaches its registry, then try again.\n",
    );
    process.exit(result.status ?? 1);
  }
  process.stderr.write(`plumbline: installed in ${Math.round((Date.now() - startedAt) / 1000)} s\n`);
}

if (isInstallNeeded()) install();
