#!/usr/bin/env node
// The `plumbline` command. Makes sure that the packages and the pinned Node are there, then runs the command line.
import { spawnSync } from "node:child_process";
import module from "node:module";
import { fileURLToPath } from "node:url";
import "../scripts/setup.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const [major = 0] = process.versions.node.split(".").map(Number);

if (major >= 24) {
  // What was compiled once is read back at the next start: three times quicker. A folder that can't be written is no fault.
  module.enableCompileCache(`${root}node_modules/.cache/plumbline`);
  await import("./cli.ts");
} else {
  const node = `${root}node_modules/.bin/node`;
  const cli = fileURLToPath(new URL("./cli.ts", import.meta.url));
  const result = spawnSync(node, [cli, ...process.argv.slice(2)], { stdio: "inherit" });
  if (result.error) {
    process.stderr.write(
      `plumbline: could not start ${node}: ${result.error.message}. Node 24 or later is needed; delete node_modules and try again.\n`,
    );
  }
  process.exitCode = result.status ?? 2;
}
