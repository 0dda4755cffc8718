import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ingest } from "../../server/ingest.ts";
import { createPool } from "../../server/lib/database.ts";
import { startEmbedded } from "../../server/lib/embedded/start.ts";
import { migrate } from "../../server/store/migrate.ts";
import { configSchema } from "../../shared/config.ts";
import { quantile } from "./measure.ts";

/** `node test/bench/batches.ts FILE`: stores batches of 500 parsed entries, 8 at a time, as pushes come; one JSON object. */
const AT_ONCE = 8;
const BATCH = 500;

const lines = readFileSync(process.argv[2] ?? "", "utf8")
  .trimEnd()
  .split("\n");
const values = lines.map((line, index): { line: number; value: unknown } => ({
  line: index + 1,
  value: JSON.parse(line),
}));
const folder = mkdtempSync(join(tmpdir(), "plumbline-bench-db-"));
const server = await startEmbedded({ directory: folder, say: () => undefined, durable: true });
try {
  const pool = createPool(server.url, () => undefined);
  await migrate(pool);
  const config = configSchema.parse({});
  const times: number[] = [];
  let next = 0;
  const startedAt = performance.now();
  const connection = async () => {
    while (next < values.length) {
      const from = next;
      next += BATCH;
      const begun = performance.now();
      await ingest(pool, config, { source: "bench", values: values.slice(from, from + BATCH) });
      times.push(performance.now() - begun);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, connection));
  const wall = (performance.now() - startedAt) / 1000;
  const result = { entries: values.length, wall, p50Ms: quantile(times, 0.5), p99Ms: quantile(times, 0.99) };
  process.stdout.write(`${JSON.stringify(result)}\n`);
  await pool.end();
} finally {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
  rmSync(server.directory, { recursive: true, force: true });
}
