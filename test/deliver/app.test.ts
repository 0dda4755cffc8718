import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Webhook } from "standardwebhooks";
import { expect, test } from "vitest";
import { startApp } from "../../server/app.ts";
import { configSchema } from "../../shared/config.ts";
import { MINUTE, toIso } from "../../shared/time.ts";
import { webhookEventSchema } from "../../shared/webhook.ts";
import { freePort } from "../lib/free-port.ts";
import { SECRET } from "../notify/webhook.ts";
import { createStore } from "../store/store.ts";
import { startReceiver } from "./receiver.ts";

const quiet = () => undefined;

test("an outage in a file of entries becomes a signed message at the configured webhook", async () => {
  const store = await createStore();
  const to = await startReceiver();
  const directory = mkdtempSync(join(tmpdir(), "plumbline-webhooks-"));
  const path = join(directory, "entries.ndjson");
  writeFileSync(path, failingRequests(Date.now()).join("\n"));
  const config = configSchema.parse({
    environments: [{ name: "staging", projects: ["shop-staging"] }],
    sources: [{ kind: "file", path }],
    webhooks: [{ name: "pager", url: to.url, secret: SECRET, allowPrivate: true, environments: ["staging"] }],
  });
  const app = await startApp({
    config,
    pool: store.pool,
    databaseUrl: store.url,
    log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
    host: "127.0.0.1",
    port: await freePort(),
    dataDirectory: directory,
    sample: false,
  });

  const [first] = await to.waitFor(1);
  await app.stop();
  await to.close();
  await store.close();
  rmSync(directory, { recursive: true });

  const event = webhookEventSchema.parse(new Webhook(SECRET).verify(first?.body ?? "", first?.headers ?? {}));
  expect(event).toMatchObject({
    type: "incident.opened",
    data: { incident: { environment: "staging", service: "shop-backend", isSample: false, status: "open" } },
  });
});

/** Every request of a route failed, once a minute for an hour until `now`. */
function failingRequests(now: number): string[] {
  return Array.from({ length: 60 }, (_, i) =>
    JSON.stringify({
      insertId: `e${i}`,
      logName: "projects/shop-staging/logs/run.googleapis.com%2Frequests",
      timestamp: toIso(now - (60 - i) * MINUTE),
      severity: "ERROR",
      resource: {
        type: "cloud_run_revision",
        labels: { project_id: "shop-staging", service_name: "shop-backend", revision_name: "shop-backend-00001-abc" },
      },
      httpRequest: {
        requestMethod: "GET",
        requestUrl: "https://shop.example/api/orders",
        status: 500,
        latency: "0.031s",
        userAgent: "poller/1.0",
        remoteIp: "203.0.113.9",
      },
    }),
  );
}
