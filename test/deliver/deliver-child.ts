// Delivers what the outbox of the database given first holds to the address given second, until it is killed.
import { createPool } from "../../server/lib/database.ts";
import { startDeliveries } from "../../server/run-deliveries.ts";
import { listenForChanges } from "../../server/store/listen.ts";
import { SECOND } from "../../shared/time.ts";
import { configOf } from "../notify/webhook.ts";

const [databaseUrl = "", url = ""] = process.argv.slice(2);
const quiet = () => undefined;
const worker = startDeliveries({
  pool: createPool(databaseUrl, quiet),
  config: configOf({ name: "pager", url, allowPrivate: true }),
  log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
  now: Date.now,
  random: Math.random,
  leaseMs: 2 * SECOND,
});
process.stdout.write("delivers\n");
await listenForChanges(databaseUrl, worker.wake, new AbortController().signal);
