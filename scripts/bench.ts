// How fast Plumbline is, as ratios to what reading, splitting and JSON.parse alone take on the same machine in the same run.
//   npm run bench [-- --json] [-- --quick]
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { measure, median, type Usage } from "../test/bench/measure.ts";

const GENERATOR = pathOf("../../shared/throughput/gen.mjs");
const CLI = pathOf("../server/plumbline.mjs");
const FLOOR = pathOf("../test/bench/floor.ts");
const STORED = pathOf("../test/bench/stored.ts");
const PUSH = pathOf("../test/bench/push.ts");

/** One line of the table. `ratio` is the floor's time for the same entries divided by this one's: 1 is as fast as the floor. */
type Row = {
  what: string;
  entries: number;
  wall: number;
  cpu: number;
  entriesPerSecond: number;
  ratio: number;
  cpuRatio: number;
  rssMb: number;
  note: string;
};

type Corpus = { file: string; entries: number };
type Sizes = { runs: number; smallMb: number; largeMb: number; toPush: number };

const FULL: Sizes = { runs: 3, smallMb: 100, largeMb: 300, toPush: 50_000 };
const QUICK: Sizes = { runs: 1, smallMb: 20, largeMb: 60, toPush: 10_000 };

const { values } = parseArgs({
  options: { json: { type: "boolean", default: false }, quick: { type: "boolean", default: false } },
});
if (existsSync(GENERATOR)) await bench(values.quick ? QUICK : FULL);
else
  process.stdout.write(
    "bench: ../shared/throughput/gen.mjs, which makes the entries, is not there; nothing was measured\n",
  );

async function bench(sizes: Sizes): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "plumbline-bench-"));
  try {
    const rows = await measureAll(folder, sizes);
    const megabytes = { small: sizes.smallMb, large: sizes.largeMb };
    process.stdout.write(
      values.json
        ? `${JSON.stringify({ node: process.version, runs: sizes.runs, megabytes, rows }, null, 2)}\n`
        : tableOf(rows),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measureAll(folder: string, { runs, smallMb, largeMb, toPush }: Sizes): Promise<Row[]> {
  const small = corpus(folder, "small", ["--bytes", `${smallMb}M`]);
  const large = corpus(folder, "large", ["--bytes", `${largeMb}M`]);
  const thousand = corpus(folder, "thousand", ["--lines", "1000"]);
  const batches = corpus(folder, "batches", ["--lines", String(toPush)]);
  const floors = {
    small: await repeated(runs, [FLOOR], small.file),
    large: await repeated(runs, [FLOOR], large.file),
  };
  const row = (what: string, { entries }: Corpus, used: Usage, floor: Usage, floorEntries: number, note = ""): Row => ({
    what,
    entries,
    wall: used.wall,
    cpu: used.cpu,
    entriesPerSecond: Math.round(entries / used.wall),
    ratio: (floor.wall / floorEntries) * (entries / used.wall),
    cpuRatio: (floor.cpu / floorEntries) * (entries / used.cpu),
    rssMb: Math.round(used.rssMb),
    note,
  });
  const onSmall = (what: string, used: Usage, note?: string) =>
    row(what, small, used, floors.small, small.entries, note);
  const onLarge = (what: string, used: Usage, note?: string) =>
    row(what, large, used, floors.large, large.entries, note);
  const rows = [
    onSmall("floor: read, split, JSON.parse", floors.small),
    onLarge("floor, large", floors.large),
    onSmall("group", await repeated(runs, [CLI, "group"], small.file)),
    onLarge("group, large", await repeated(runs, [CLI, "group"], large.file)),
    row(
      "analyze 1,000 entries",
      thousand,
      await repeated(runs, analyzing(thousand)),
      floors.small,
      small.entries,
      "start included",
    ),
    onSmall("analyze", await repeated(1, analyzing(small)), "one run"),
    onSmall("file to database", await stored(small), "one run, without start"),
    onLarge("file to database, large", await stored(large), "one run, without start"),
  ];
  const [before, after] = rows.slice(-2);
  if (before !== undefined && after !== undefined) after.note += `; time ${linear(before, after)} × linear`;
  const { used, entries, note } = await pushing(batches);
  const pushed = { ...batches, entries };
  return [...rows, row("push over HTTP, 8 connections", pushed, used, floors.small, small.entries, note)];
}

function linear(before: Row, after: Row): string {
  return (after.wall / after.entries / (before.wall / before.entries)).toFixed(2);
}

function analyzing({ file }: Corpus): string[] {
  return [CLI, "analyze", file, "--out", "/dev/null"];
}

/** The median run of several. */
async function repeated(runs: number, args: string[], input?: string): Promise<Usage> {
  const all: Usage[] = [];
  for (let run = 0; run < runs; run++) all.push(await measure(args, input, false));
  const wall = median(all.map((one) => one.wall));
  const cpu = median(all.map((one) => one.cpu));
  return { wall, cpu, rssMb: Math.max(...all.map((one) => one.rssMb)), stdout: "" };
}

async function stored({ file }: Corpus): Promise<Usage> {
  const { stdout } = await measure([STORED, file], undefined);
  const { wall, cpu, databaseCpu, rssMb } = JSON.parse(stdout);
  return { wall, cpu: cpu + databaseCpu, rssMb, stdout };
}

/** What a server and its database take, bodies of 500 entries, after a tenth of them was sent. */
async function pushing({ file }: Corpus): Promise<{ used: Usage; entries: number; note: string }> {
  const { stdout } = await measure([PUSH, file], undefined);
  const { entries, wall, cpu, rssMb, p50Ms, p99Ms } = JSON.parse(stdout);
  const note = `p50 ${Math.round(p50Ms)} ms, p99 ${Math.round(p99Ms)} ms, without start`;
  return { used: { wall, cpu, rssMb, stdout }, entries, note };
}

function corpus(folder: string, name: string, size: string[]): Corpus {
  const file = join(folder, `${name}.ndjson`);
  const made = execFileSync(process.execPath, [GENERATOR, ...size, "--out", file], { encoding: "utf8" });
  if (statSync(file).size === 0) throw new Error(`${GENERATOR} wrote nothing`);
  return { file, entries: Number(JSON.parse(made).lines) };
}

function tableOf(rows: Row[]): string {
  const head = ["what", "entries", "wall s", "CPU s", "entries/s", "× floor", "× floor CPU", "RSS MB", ""];
  const lines = rows.map((row) => [
    row.what,
    String(row.entries),
    row.wall.toFixed(2),
    row.cpu.toFixed(2),
    String(row.entriesPerSecond),
    row.ratio.toFixed(2),
    row.cpuRatio.toFixed(2),
    String(row.rssMb),
    row.note,
  ]);
  const widths = head.map((title, column) => Math.max(title.length, ...lines.map((line) => line[column]?.length ?? 0)));
  const shown = (cells: string[]) =>
    cells
      .map((cell, column) =>
        column === 0 || column === 8 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join("  ")
      .trimEnd();
  return `${[head, ...lines].map(shown).join("\n")}\n`;
}

function pathOf(relative: string): string {
  return fileURLToPath(new URL(relative, import.meta.url));
}
