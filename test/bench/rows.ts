import { execFileSync } from "node:child_process";
import { rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { measure, median, type Usage } from "./measure.ts";

/** Makes the entries; outside the project, as all data for measuring. */
export const GENERATOR = pathOf("../../../shared/throughput/gen.mjs");
const CLI = pathOf("../../server/plumbline.mjs");
const FLOOR = pathOf("./floor.ts");
const STORED = pathOf("./stored.ts");
const PUSH = pathOf("./push.ts");

/** How many entries bodies have that are pushed. */
const BODY_SIZES = [100, 250, 500];

/**
 * What was done with many entries. `ratio` is the floor's time for the same entries divided by this one's: 1 is as fast as the floor;
 * `wall` and `cpu` are seconds, of servers and databases together.
 */
export type Row = {
  what: string;
  entries: number;
  wall: number;
  cpu: number;
  entriesPerSecond: number;
  ratio: number;
  cpuRatio: number;
  rssMb: number;
  note: string;
  /** What the program that measured it printed, where that says more. */
  printed?: unknown;
};

/** A file of entries. */
export type Corpus = { file: string; entries: number };
/** Runs of which the median counts, megabytes of the files that are read, the smallest first, and how many entries are pushed. */
export type Sizes = {
  runs: number;
  megabytes: readonly number[];
  toPush: number;
  /** Whether only the floor of the smallest file is measured. Default false. */
  isFloorAlone?: boolean;
};
/** What the floor took for a file. */
type Floor = Corpus & { used: Usage };

/** Measures all that is done with entries, each beside the floor of the same file. The rows of the floor are the first of each size. */
export async function measureRows(
  folder: string,
  { runs, megabytes, toPush, isFloorAlone = false }: Sizes,
): Promise<Row[]> {
  const rows: Row[] = [];
  let first: { floor: Floor; stored: Row } | undefined;
  for (const size of megabytes) {
    const made = corpus(folder, String(size), ["--bytes", `${size}M`]);
    const floor = { ...made, used: await repeated(runs, [FLOOR], made.file) };
    const rowFor = (what: string, used: Usage, note = "") =>
      rowOf(`${what}, ${size} MB`, floor, made.entries, used, note);
    const floorRow = rowFor("floor: read, split, JSON.parse", floor.used);
    if (isFloorAlone) return [floorRow];
    const grouped = rowFor("group", await repeated(runs, [CLI, "group"], made.file));
    const kept = rowFor("file to database", await stored(made), "one run, without start");
    if (first !== undefined) kept.note += `; time ${linear(first.stored, kept)} × linear`;
    first ??= { floor, stored: kept };
    rows.push(floorRow, grouped, kept);
    rmSync(made.file);
  }
  return first === undefined ? rows : [...rows, ...(await measureSmall(folder, first.floor, { runs, toPush }))];
}

async function measureSmall(
  folder: string,
  floor: Floor,
  { runs, toPush }: Pick<Sizes, "runs" | "toPush">,
): Promise<Row[]> {
  const thousand = corpus(folder, "thousand", ["--lines", "1000"]);
  const batches = corpus(folder, "batches", ["--lines", String(toPush)]);
  const analyzed = await repeated(runs, [CLI, "analyze", thousand.file, "--out", "/dev/null"]);
  const rows = [rowOf("analyze 1,000 entries", floor, thousand.entries, analyzed, "start included")];
  for (const perBody of BODY_SIZES) rows.push(await pushed(floor, batches, perBody));
  return rows;
}

function rowOf(what: string, floor: Floor, entries: number, used: Usage, note: string): Row {
  return {
    what,
    entries,
    wall: used.wall,
    cpu: used.cpu,
    entriesPerSecond: Math.round(entries / used.wall),
    ratio: (floor.used.wall / floor.entries) * (entries / used.wall),
    cpuRatio: (floor.used.cpu / floor.entries) * (entries / used.cpu),
    rssMb: Math.round(used.rssMb),
    note,
  };
}

function linear(before: Row, after: Row): string {
  return (after.wall / after.entries / (before.wall / before.entries)).toFixed(2);
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

/** What a server and its database take, bodies of so many entries over 8 connections, after a tenth of them was sent. */
async function pushed(floor: Floor, { file }: Corpus, perBody: number): Promise<Row> {
  const { stdout } = await measure([PUSH, file, String(perBody)], undefined);
  const printed = JSON.parse(stdout);
  const { entries, p50Ms, p99Ms, maxMs, ...used } = printed;
  const note = `p50 ${Math.round(p50Ms)} ms, p99 ${Math.round(p99Ms)} ms, longest ${Math.round(maxMs)} ms, without start`;
  return { ...rowOf(`push over HTTP, 8 connections of ${perBody}`, floor, entries, used, note), printed };
}

/** Makes a file of entries in a folder. */
export function corpus(folder: string, name: string, size: string[]): Corpus {
  const file = join(folder, `${name}.ndjson`);
  const made = execFileSync(process.execPath, [GENERATOR, ...size, "--out", file], { encoding: "utf8" });
  if (statSync(file).size === 0) throw new Error(`${GENERATOR} wrote nothing`);
  return { file, entries: Number(JSON.parse(made).lines) };
}

function pathOf(relative: string): string {
  return fileURLToPath(new URL(relative, import.meta.url));
}
