// Everything CI runs, in one order: types, lint, tests, web build. Each of the four goes on when another failed, and
// the last line counts what passed and what failed: every test, and each of the other three as one.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = new URL("..", import.meta.url).pathname;
const scratch = mkdtempSync(join(tmpdir(), "plumbline-test-"));
const only = process.argv.slice(2);

type Tally = { passed: number; failed: number; skipped: number };
type VitestReport = {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numFailedTestSuites: number;
};

/** Runs a tool of node_modules/.bin and gives its exit code; what it prints is shown. */
function run(tool: string, args: string[]): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(join(root, "node_modules/.bin", tool), args, {
      cwd: root,
      stdio: ["ignore", "inherit", "inherit"],
    });
    child.on("error", (error) => {
      process.stderr.write(`${tool}: ${error.message}\n`);
      resolve(1);
    });
    child.on("exit", (code) => resolve(code ?? 1));
  });
}

async function one(name: string, tool: string, args: string[]): Promise<Tally> {
  process.stdout.write(`\n— ${name}\n`);
  const code = await run(tool, args);
  process.stdout.write(`${name}: ${code === 0 ? "passed" : `failed with exit code ${code}`}\n`);
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 };
}

async function tests(): Promise<Tally> {
  process.stdout.write("\n— tests\n");
  const file = join(scratch, "vitest.json");
  const code = await run("vitest", [
    "run",
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${file}`,
    ...only,
  ]);
  if (!existsSync(file)) return { passed: 0, failed: 1, skipped: 0 };
  const report = JSON.parse(readFileSync(file, "utf8")) as VitestReport;
  // A file that fails before its first test counts too, and so does a run that found no test at all.
  const broken = report.numFailedTests === 0 && code !== 0 ? 1 : 0;
  const none = report.numPassedTests === 0 && report.numFailedTests === 0 && broken === 0 ? 1 : 0;
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken + none,
    skipped: report.numPendingTests,
  };
}

const tallies = [
  await one("types", "tsc", ["--noEmit"]),
  await one("lint", "biome", ["check", "."]),
  await one("web build", "vite", ["build", "web", "--logLevel", "warn"]),
  await tests(),
];
rmSync(scratch, { recursive: true, force: true });

const sum = (key: keyof Tally) => tallies.reduce((total, tally) => total + tally[key], 0);
const skipped = sum("skipped") > 0 ? `, ${sum("skipped")} skipped` : "";
process.stdout.write(`\n${sum("passed")} passed, ${sum("failed")} failed${skipped}\n`);
process.exit(sum("failed") === 0 ? 0 : 1);
