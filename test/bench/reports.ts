// How long the report of an incident of 200 groups takes in each format: `node test/bench/reports.ts [--groups 200] [--rounds 5]`.
// One JSON object: how large the incident is, and for each format the bytes, the milliseconds of the first time, with what is loaded
// then, and those of the median of later ones. The compiler of PDF files remembers what it made lately of equal parts.
import { parseArgs } from "node:util";
import { analyzeKeeping } from "../../server/analyze.ts";
import { REPORT_FORMATS } from "../../server/report-formats.ts";
import { configSchema } from "../../shared/config.ts";
import { isJsonObject } from "../../shared/json.ts";
import { MINUTE, SECOND } from "../../shared/time.ts";
import { request, text } from "../lib/entries.ts";
import { median } from "./measure.ts";

const { values } = parseArgs({
  options: { groups: { type: "string", default: "200" }, rounds: { type: "string", default: "5" } },
});
/** Every minute of an hour each route fails once. */
const MINUTES = 60;
const BEGIN = Date.parse("2026-03-01T12:00:00Z");
const MISTAKE = `sqlalchemy.exc.ProgrammingError: (psycopg2.errors.UndefinedTable) relation "orders" does not exist`;

const config = configSchema.parse({});
const analyzed = await analyzeKeeping(oneBatch(entries(Number(values.groups) - 1)), { config, ask: async () => [] });
const { analysis } = analyzed;
const derivation = async () => ({ ...analyzed, config, edits: [] });
const [incident, ...others] = analysis.incidents;
if (incident === undefined || others.length > 0)
  throw new Error(`expected one incident, got ${analysis.incidents.length}`);
const formats: Record<string, Timed> = {};
for (const [id, { render }] of Object.entries(REPORT_FORMATS)) formats[id] = await timed(render);
process.stdout.write(`${JSON.stringify({ groups: incident.groups.length, formats })}\n`);

/** A route for each group, all of which fail by one mistake that the service's own log names. */
function* entries(routes: number): Generator<unknown> {
  for (let minute = 0; minute < MINUTES; minute += 1) {
    for (let route = 0; route < routes; route += 1) {
      const at = BEGIN + minute * MINUTE + Math.floor((route / routes) * MINUTE);
      const [trace, insertId] = [`${minute}x${route}`.padStart(32, "0"), `${minute}-${route}`];
      yield text(MISTAKE, { at, trace, severity: "ERROR", insertId: `${insertId}-text` });
      yield request({ at: at + SECOND / 100, trace, path: `/api/part-${word(route)}`, status: 500, insertId });
    }
  }
}

/** Letters alone: digits would be taken for an id. */
function word(number: number): string {
  return [...number.toString(26)].map((digit) => String.fromCharCode(97 + Number.parseInt(digit, 26))).join("");
}

async function* oneBatch(all: Iterable<unknown>) {
  const lines = [...all].flatMap((value, index) => (isJsonObject(value) ? [{ line: index + 1, value }] : []));
  yield { file: "bench", values: lines, rejections: [], read: lines.length };
}

type Timed = { firstMs: number; ms: number; bytes: number };
type Render = (typeof REPORT_FORMATS)["pdf"]["render"];

async function timed(render: Render): Promise<Timed> {
  const times: number[] = [];
  let bytes = 0;
  for (let round = 0; round <= Number(values.rounds); round += 1) {
    const startedAt = performance.now();
    const body = await render({ analysis, derivation }, {});
    times.push(performance.now() - startedAt);
    bytes = Buffer.byteLength(body);
  }
  const [first = Number.NaN, ...later] = times;
  return { firstMs: Math.round(first), ms: Math.round(median(later)), bytes };
}
