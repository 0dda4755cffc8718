#!/usr/bin/env node
// The `plumbline` command. Makes sure that the packages and the pinned Node are there, then runs the command line.
import { fileURLToPath } from "node:url";
import "../scripts/setup.mjs";

const [major = 0] = process.versions.node.split(".").map(Number);

if (major >= 24) {
  await import("./quick-start.mjs");
  await import("./cli.ts");
} else await runWithPinned(fileURLToPath(new URL("../node_modules/.bin/node", import.meta.url)));

async function runWithPinned(node) {
  const { spawnSync } = await import("node:child_process");
  const quickStart = new URL("./quick-start.mjs", import.meta.url).href;
  const cli = fileURLToPath(new URL("./cli.ts", import.meta.url));
  const result = spawnSync(node, ["--import", quickStart, cli, ...process.argv.slice(2)], { stdio: "inherit" });
  if (result.error) {
    process.stderr.write(
      `plumbline: could not start ${node}: ${result.error.message}. Node 24 or later is needed; delete node_modules and try again.\n`,
    );
  }
  process.exitCode = result.status ?? 2;
}
