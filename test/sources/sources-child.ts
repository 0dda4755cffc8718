// Runs the sources of a configuration (JSON) on a store until it is killed or told to stop.
import { createPool } from "../../server/lib/database.ts";
import { createLog } from "../../server/lib/log.ts";
import { startSources } from "../../server/run-sources.ts";
import { configSchema } from "../../shared/config.ts";

const [url = "", config = "{}"] = process.argv.slice(2);
const pool = createPool(url, () => undefined);
const sources = startSources({
  pool,
  config: configSchema.parse(JSON.parse(config)),
  log: createLog(false),
  onStored: () => undefined,
});
process.stdout.write("begins\n");
process.on("SIGTERM", async () => {
  await sources.stop();
  await pool.end();
  process.exit(0);
});
