// How fast Plumbline is, beside what reading, splitting and JSON.parse alone take on the same machine in the same run.
//   npm run bench [-- --json] [-- --quick] [-- --only entries,replicas,webhook,api,schema,reports] [-- --megabytes 100,300,1000]
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type Depth, PARTS, type Part } from "../test/bench/parts.ts";
import { GENERATOR, measureRows, type Row, type Sizes } from "../test/bench/rows.ts";
import { besideFloor, tableOfFigures, tableOfRows } from "../test/bench/table.ts";

const FULL = { runs: 3, megabytes: [100, 300, 1000], toPush: 100_000, samples: 40, calls: 120, rounds: 5 };
const QUICK = { runs: 1, megabytes: [20, 60], toPush: 10_000, samples: 10, calls: 10, rounds: 2 };
const ENTRIES = "entries";

const { values } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    quick: { type: "boolean", default: false },
    only: { type: "string" },
    megabytes: { type: "string" },
  },
});
const all = [ENTRIES, ...Object.keys(PARTS)];
const chosen = values.only?.split(",") ?? all;
const unknown = chosen.filter((name) => !all.includes(name));
if (unknown.length > 0) {
  process.stderr.write(`bench: there is no part "${unknown.join('", "')}": the parts are ${all.join(", ")}\n`);
  process.exitCode = 2;
} else if (existsSync(GENERATOR)) await bench({ ...(values.quick ? QUICK : FULL), ...sizesAsked() });
else
  process.stdout.write(
    "bench: ../shared/throughput/gen.mjs, which makes the entries, is not there; nothing was measured\n",
  );

function sizesAsked(): { megabytes?: number[] } {
  return values.megabytes === undefined ? {} : { megabytes: values.megabytes.split(",").map(Number) };
}

async function bench(sizes: Sizes & Depth): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "plumbline-bench-"));
  try {
    // Whatever is chosen, the floor of this run stands beside it.
    const rows = await measureRows(folder, chosen.includes(ENTRIES) ? sizes : { ...sizes, isFloorAlone: true });
    const parts: Part[] = [];
    for (const [name, measure] of Object.entries(PARTS)) {
      if (chosen.includes(name)) parts.push({ name, ...(await measure(folder, sizes)) });
    }
    process.stdout.write(values.json ? jsonOf(sizes, rows, parts) : textOf(rows, parts));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function floorPerSecond(rows: readonly Row[]): number {
  return rows[0]?.entriesPerSecond ?? Number.NaN;
}

function jsonOf(sizes: Sizes & Depth, rows: readonly Row[], parts: readonly Part[]): string {
  const beside = parts.map(({ figures, ...part }) => ({
    ...part,
    figures: figures.map((figure) => ({ ...figure, besideFloor: besideFloor(figure, floorPerSecond(rows)) })),
  }));
  return `${JSON.stringify({ node: process.version, ...sizes, rows, parts: beside }, null, 2)}\n`;
}

function textOf(rows: readonly Row[], parts: readonly Part[]): string {
  const figures = parts.flatMap((part) => part.figures);
  const table = tableOfRows(rows);
  return figures.length === 0 ? table : `${table}\n${tableOfFigures(figures, floorPerSecond(rows))}`;
}
