// Measures the time from the commit of a change to the first byte at a healthy endpoint, over real sockets and a real
// PostgreSQL, beside an endpoint that never answers: node test/bench/webhooks.ts [changes]
import { createPool } from "../../server/lib/database.ts";
import { reactTo } from "../../server/react.ts";
import { startDeliveries } from "../../server/run-deliveries.ts";
import { listenForChanges } from "../../server/store/listen.ts";
import { migrate } from "../../server/store/migrate.ts";
import { saveIncidents } from "../../server/store/save-incidents.ts";
import { startReceiver, waitUntil } from "../deliver/receiver.ts";
import { startThrowawayCluster } from "../lib/throwaway-cluster.ts";
import { configOf } from "../notify/webhook.ts";
import { derivationOf, incidentOf } from "../store/incident-builder.ts";

const [count = "300"] = process.argv.slice(2);
const quiet = () => undefined;
const cluster = await startThrowawayCluster();
const { url } = cluster;
const pool = createPool(url, quiet);
await migrate(pool);
const to = await startReceiver();
const dead = await startReceiver(quiet);
const config = configOf(
  { name: "healthy", url: to.url, allowPrivate: true },
  { name: "silent", url: dead.url, allowPrivate: true },
);
const log = { debug: quiet, info: quiet, warn: quiet, error: quiet };
const worker = startDeliveries({ pool, config, log, now: Date.now, random: Math.random });
const stopping = new AbortController();
const listening = listenForChanges(url, worker.wake, stopping.signal);
await new Promise((done) => setTimeout(done, 1000));

const waits: number[] = [];
for (let i = 0; i < Number(count); i += 1) {
  await saveIncidents(pool, {
    ...derivationOf([incidentOf({ id: String(i % 20).padStart(16, "0"), title: `Change ${i}` })]),
    react: (change) => reactTo(change, config, Date.now()),
  });
  const committedAt = performance.now();
  await waitUntil(() => (to.received.length > i ? true : undefined), "the message");
  waits.push((to.received[i]?.at ?? 0) - (performance.timeOrigin + committedAt));
}
waits.sort((a, b) => a - b);
const at = (share: number) => Math.round(waits[Math.floor((waits.length - 1) * share)] ?? 0);
process.stdout.write(`${waits.length} changes: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, longest ${at(1)} ms\n`);
await worker.stop();
stopping.abort();
await Promise.all([to.close(), dead.close(), listening]);
await pool.end();
await cluster.stop();
