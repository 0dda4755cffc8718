import { expect, test } from "vitest";
import { healthyTraffic } from "../lib/failing-route.ts";
import { onlyIncident, tell } from "../lib/story.ts";

const START = Date.parse("2026-03-02T09:40:00Z");

/** An error of a kind that no family knows, from one pod. */
const corrupted = Array.from({ length: 40 }, (_, i) => ({
  insertId: `shard-${i}`,
  timestamp: new Date(START + i * 61_000 + ((i * 7919) % 23_000)).toISOString(),
  severity: "ERROR",
  logName: "projects/acme-staging/logs/stderr",
  resource: {
    type: "k8s_container",
    labels: { project_id: "acme-staging", pod_name: "search-6c9f8d7b5-cccc3", container_name: "search" },
  },
  jsonPayload: { level: "error", msg: `index shard corrupted: checksum mismatch in segment ${i}` },
}));

test("an error that no family knows is called by its own words, and nothing is held possible for lack of better", async () => {
  const told = await tell({ entries: [...healthyTraffic(), ...corrupted] });
  const incident = onlyIncident(told.analysis);
  expect(incident.title).toBe(
    "search logs “index shard corrupted: checksum mismatch in segment <num>” 40 times: cause not known yet",
  );
  expect(incident.hypotheses.map(({ title, verdict }) => `${title} ${verdict}`)).toEqual([
    "Unknown error: index shard corrupted: checksum mismatch in segment <num> unknown",
  ]);
  const report = await told.report();
  expect(report).toContain("Not known. Nothing that was read or checked shows it.");
  expect(report).not.toContain("An exception");
});
