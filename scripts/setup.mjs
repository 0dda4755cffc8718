// Installs what the project lacks, before any script that needs it. Runs on Node 18 or later with npm alone, costs
// nothing when everything is there: it compares the lock file with what npm last wrote into node_modules.
import { existsSync, lstatSync, realpathSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const lock = `${root}package-lock.json`;
const packages = `${root}node_modules`;
const installed = `${packages}/.package-lock.json`;

/** Whether node_modules is missing or older than the lock file. */
export function isInstallNeeded() {
  if (!existsSync(installed)) return true;
  return statSync(lock).mtimeMs > statSync(installed).mtimeMs + 1000;
}

/** Why nothing may be installed here; undefined where it may: `npm ci` empties the folder that a link leads to. */
export function refusal() {
  if (!lstatSync(packages, { throwIfNoEntry: false })?.isSymbolicLink()) return undefined;
  const target = existsSync(packages) ? realpathSync(packages) : "a folder that is not there";
  return `node_modules is a symbolic link to ${target}, and what is installed there is missing, or older than package-lock.json here. Installing through the link would empty that folder. Remove the link and try again, or run npm ci in the folder that it leads to.`;
}

/** Runs `npm ci`, showing its progress. Ends the process with npm's exit code when it fails. */
export async function install() {
  // Loaded here: every start of a command passes by this file, and hardly any installs.
  const { spawnSync } = await import("node:child_process");
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

if (isInstallNeeded()) {
  const reason = refusal();
  if (reason !== undefined) {
    process.stderr.write(`plumbline: ${reason}\n`);
    process.exit(1);
  }
  await install();
}
