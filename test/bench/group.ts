import { execFileSync, spawnSync } from "node:child_process";
import { closeSync, existsSync, mkdtempSync, openSync, readSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * `node test/bench/group.ts [bytes, default 200M]`: processor seconds of `plumbline group` on the corpus of the shared
 * generator, against the floor of the same machine: read, split lines on the buffer, JSON.parse each. One JSON object.
 */
const GENERATOR = fileURLToPath(new URL("../../../shared/throughput/gen.mjs", import.meta.url));
const CLI = fileURLToPath(new URL("../../server/plumbline.mjs", import.meta.url));
const RUNS = 3;
const CHUNK = 4 << 20;

if (process.argv[2] === "--floor") floor(process.argv[3] ?? "");
else if (!existsSync(GENERATOR)) process.stdout.write('{"skipped":"../shared/throughput/gen.mjs is not there"}\n');
else bench(process.argv[2] ?? "200M");

function bench(bytes: string): void {
  const folder = mkdtempSync(join(tmpdir(), "plumbline-bench-"));
  try {
    const file = join(folder, "entries.ndjson");
    execFileSync(process.execPath, [GENERATOR, "--bytes", bytes, "--out", file], { stdio: "ignore" });
    const floors = times(() => cpuSeconds([fileURLToPath(import.meta.url), "--floor", file], file));
    const groups = times(() => cpuSeconds([CLI, "group"], file));
    const ratio = median(floors) / median(groups);
    const result = { bytes: statSync(file).size, floorCpuSeconds: floors, groupCpuSeconds: groups, ratio };
    process.stdout.write(`${JSON.stringify(result)}\n`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Seconds of user and system time that a Node program took, its input being `file`. */
function cpuSeconds(args: string[], file: string): number {
  const input = openSync(file, "r");
  const timed = spawnSync(
    "/usr/bin/env",
    ["bash", "-c", 'TIMEFORMAT="%U %S"; time "$@" >/dev/null', "time", process.execPath, ...args],
    {
      stdio: [input, "ignore", "pipe"],
      encoding: "utf8",
    },
  );
  closeSync(input);
  const last = timed.stderr.trim().split("\n").at(-1) ?? "";
  return last.split(" ").reduce((sum, seconds) => sum + Number(seconds), 0);
}

function floor(file: string): void {
  const input = openSync(file, "r");
  const buffer = Buffer.allocUnsafe(2 * CHUNK);
  let kept = 0;
  let entries = 0;
  for (;;) {
    const end = kept + readSync(input, buffer, kept, CHUNK, null);
    if (end === kept) break;
    let start = 0;
    for (let to = buffer.indexOf(10, start); to >= 0 && to < end; to = buffer.indexOf(10, start)) {
      if (JSON.parse(buffer.toString("utf8", start, to)).insertId) entries++;
      start = to + 1;
    }
    buffer.copyWithin(0, start, end);
    kept = end - start;
  }
  closeSync(input);
  process.stdout.write(`${entries}\n`);
}

function times(run: () => number): number[] {
  return Array.from({ length: RUNS }, run);
}

function median(values: number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
