import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createPool } from "../../server/lib/database.ts";
import { startEmbedded } from "../../server/lib/embedded/start.ts";
import { migrate } from "../../server/store/migrate.ts";
import { storeFile } from "../../server/store-file.ts";
import { configSchema } from "../../shared/config.ts";

import { cpuWithDescendants } from "./measure.ts";

/** `node test/bench/stored.ts FILE`: stores a file in an embedded PostgreSQL as it is run for real; one JSON object. */
const file = process.argv[2] ?? "";
const folder = mkdtempSync(join(tmpdir(), "plumbline-bench-db-"));
// Where it runs as root, the database's own user has to enter.
chmodSync(folder, 0o755);
const server = await startEmbedded({ directory: folder, say: () => undefined, durable: true });
try {
  const pool = createPool(server.url, () => undefined);
  await migrate(pool);
  const config = configSchema.parse({});
  const before = { cpu: process.cpuUsage(), database: cpuWithDescendants(server.pid), at: performance.now() };
  const patience = { signal: new AbortController().signal, sleep: async () => undefined, onWait: () => undefined };
  const counts = await storeFile(pool, config, { path: file, source: "bench" }, patience);
  const used = process.cpuUsage(before.cpu);
  const result = {
    entries: counts?.accepted,
    wall: (performance.now() - before.at) / 1000,
    cpu: (used.user + used.system) / 1e6,
    databaseCpu: cpuWithDescendants(server.pid) - before.database,
    rssMb: process.resourceUsage().maxRSS / 1024,
  };
  process.stdout.write(`${JSON.stringify(result)}\n`);
  await pool.end();
} finally {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
  rmSync(server.directory, { recursive: true, force: true });
}
