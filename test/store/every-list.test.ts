import { expect, test } from "vitest";
import { rollUpCounts } from "../../server/store/roll-up-counts.ts";
import { callsByRoute } from "../bench/api-calls.ts";
import { seedStore } from "../bench/api-seed.ts";
import { serveApi } from "../bench/api-server.ts";
import { createStore } from "./store.ts";

const SIZE = { incidents: 80, groups: 300, entries: 50_000, days: 2, loudGroups: 10, checkRuns: 300, deliveries: 40 };

test("every list and page that is measured answers, packed or not, and in the same words", async () => {
  const store = await createStore();
  const now = Date.now();
  await seedStore(store.pool, SIZE, now);
  const answers = async () => {
    const { url, close } = await serveApi(store.url, now);
    const found = new Map<string, { status: number; body: string }>();
    for (const path of [...callsByRoute().values()].flat()) {
      const response = await fetch(`${url}/api/v1${path.replace("g0020007", "g0000107")}`);
      found.set(path, { status: response.status, body: await response.text() });
    }
    await close();
    return found;
  };
  const before = await answers();
  expect([...before].filter(([, { status }]) => status !== 200)).toEqual([]);
  await rollUpCounts(store.pool, now);
  const after = await answers();
  const ofGroups = [...after].filter(([path]) => path.startsWith("/groups") || path.startsWith("/environments"));
  expect(ofGroups.map(([path, { body }]) => [path, body])).toEqual(
    ofGroups.map(([path]) => [path, before.get(path)?.body]),
  );
  await store.close();
}, 120_000);
