// Stores 4,000 entries in overlapping batches of 200, each entry about four times, then prints "done". The test kills it
// somewhere in between.
import { createPool } from "../../server/lib/database.ts";
import { ingestBatch } from "../../server/store/ingest.ts";
import { batchOf, NOON } from "./builders.ts";

const [url = "", seed = "0"] = process.argv.slice(2);
const pool = createPool(url, () => undefined);
const entries = Array.from({ length: 4000 }, (_, i) => ({
  key: `e${i}`,
  at: NOON + i * 100,
  group: String(i % 4).repeat(16),
}));

process.stdout.write("begins\n");
for (let start = 0; start < entries.length; start += 50) {
  const from = (start + Number(seed) * 1000) % entries.length;
  await ingestBatch(pool, batchOf(entries.slice(from, from + 200), { cursor: from, source: `child ${seed}` }));
}
process.stdout.write("done\n");
await pool.end();
