import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { measure } from "./measure.ts";
import { corpus } from "./rows.ts";

/** One figure of a part of Plumbline, with its unit, and what it was measured on or what limits it. */
export type Figure = { what: string; value: number; unit: "ms" | "entries/s"; note: string };
/** What a part prints, and the figures of it that matter most. */
export type Part = { name: string; figures: Figure[]; printed: unknown };

/** How thoroughly the parts are measured. */
export type Depth = { toPush: number; samples: number; calls: number; rounds: number };
type Measure = (folder: string, depth: Depth) => Promise<Omit<Part, "name">>;

/** The parts that have no rate beside the floor, each measured by a program of its own. */
export const PARTS: Readonly<Record<string, Measure>> = { replicas, webhook, api, schema, reports };

const replicaSchema = z.looseObject({
  replicas: z.number(),
  perSecond: z.number(),
  toFirst: z.number(),
  serverCpuPerSecond: z.number(),
  databaseCpuPerSecond: z.number(),
  walBytesPerEntry: z.number(),
  sessionsAt: z.record(z.string(), z.number()),
});

async function replicas(folder: string, { toPush }: Depth) {
  const { file } = corpus(folder, "replicas", ["--lines", String(toPush)]);
  const printed = (await run("replicas.ts", [file])).map((line) => replicaSchema.parse(line));
  const figures = printed.map((one): Figure => {
    const waits = Object.entries(one.sessionsAt).map(([at, share]) => `${at} ${Math.round(100 * share)} %`);
    const busy = `processors: servers ${one.serverCpuPerSecond}, database ${one.databaseCpuPerSecond}`;
    const note = `${one.toFirst} × one; ${busy}; WAL ${one.walBytesPerEntry} B an entry; sessions at ${waits.slice(0, 3).join(", ")}`;
    return { what: `push to ${one.replicas} on one database`, value: one.perSecond, unit: "entries/s", note };
  });
  return { figures, printed };
}

const spreadSchema = z.looseObject({ p50: z.number(), p99: z.number() });
const visibleSchema = z.looseObject({
  perSecond: z.number(),
  samples: z.number(),
  ms: spreadSchema,
  delivered: spreadSchema,
});

async function webhook(_folder: string, { samples }: Depth) {
  const [first] = await run("visible.ts", ["--samples", String(samples)]);
  const printed = visibleSchema.parse(first);
  const note = `at ${printed.perSecond} entries/s, ${printed.samples} times`;
  const ms = (what: string, value: number): Figure => ({ what, value, unit: "ms", note });
  const { delivered } = printed;
  const figures = [
    ms("entry → webhook delivered, p50", delivered.p50),
    ms("entry → webhook delivered, p99", delivered.p99),
  ];
  return { figures, printed };
}

const apiSchema = z.looseObject({
  budgetMs: z.number(),
  slow: z.array(z.string()),
  scanned: z.array(z.unknown()),
  rows: z.array(z.looseObject({ path: z.string(), p99: z.number() })),
});

async function api(_folder: string, { calls }: Depth) {
  const [first] = await run("api.ts", ["--calls", String(calls)]);
  const printed = apiSchema.parse(first);
  const slowest = printed.rows.toSorted((a, b) => b.p99 - a.p99)[0];
  const over = `${printed.slow.length} of ${printed.rows.length} calls over ${printed.budgetMs} ms`;
  const note = `${slowest?.path ?? "none"}; ${over}; ${printed.scanned.length} read a big table from end to end`;
  const figure: Figure = { what: "API, p99 of the slowest call", value: slowest?.p99 ?? Number.NaN, unit: "ms", note };
  return { figures: [figure], printed };
}

const driftSchema = z.looseObject({ tables: z.number(), medianMs: z.number(), differences: z.number() });

async function schema() {
  const [first] = await run("check-schema.ts", []);
  const printed = driftSchema.parse(first);
  const { tables, medianMs: value, differences } = printed;
  const note = `median of 5, ${differences} differences`;
  const figure: Figure = { what: `schema of ${tables} tables against ${tables}`, value, unit: "ms", note };
  return { figures: [figure], printed };
}

const reportsSchema = z.looseObject({
  groups: z.number(),
  formats: z.record(z.string(), z.looseObject({ ms: z.number(), firstMs: z.number(), bytes: z.number() })),
});

async function reports(_folder: string, { rounds }: Depth) {
  const [first] = await run("reports.ts", ["--rounds", String(rounds)]);
  const printed = reportsSchema.parse(first);
  const figures = Object.entries(printed.formats).map(([format, { ms, firstMs, bytes }]): Figure => {
    const note = `${ms} ms later, ${Math.round(bytes / 1024)} KiB`;
    return { what: `${format} of ${printed.groups} groups, first time`, value: firstMs, unit: "ms", note };
  });
  return { figures, printed };
}

/** What a program prints: JSON, in one piece or an object a line. */
async function run(program: string, args: string[]): Promise<unknown[]> {
  const path = join(fileURLToPath(new URL(".", import.meta.url)), program);
  const { stdout } = await measure([path, ...args], undefined);
  const isLines = stdout.startsWith("{") && !stdout.startsWith("{\n");
  return isLines
    ? stdout
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line))
    : [JSON.parse(stdout)];
}
