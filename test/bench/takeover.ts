// How long it takes until another replica analyzes, after the one that did was killed, hangs or is cut off:
// `node test/bench/takeover.ts [--rounds 3] [--groups 48000] [--settle 60]`. One JSON object, milliseconds until the follower shows an
// incident that began since. With `--groups` the store holds so many groups, nearly all of which failed within the last day, and nobody
// looked at them before the replicas began; with `--settle` these run for so many seconds before anything happens.
import { parseArgs } from "node:util";
import { SECOND } from "../../shared/time.ts";
import { type Mishap, takeoverMs } from "../ingestion/takeover.ts";
import { startThrowawayCluster } from "../lib/throwaway-cluster.ts";
import { makeSeed, renewCopy } from "./large-store.ts";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "3" },
    groups: { type: "string", default: "0" },
    settle: { type: "string", default: "0" },
  },
});
const MISHAPS: Mishap[] = ["killed", "hangs", "cut off"];

const cluster = await startThrowawayCluster();
const result: Record<string, number[]> = {};
try {
  await makeSeed(cluster.url, Number(values.groups));
  for (const mishap of MISHAPS) {
    const times: number[] = [];
    for (let round = 0; round < Number(values.rounds); round += 1) {
      const copy = await renewCopy(cluster.url);
      times.push(Math.round(await takeoverMs(copy, mishap, { settleMs: Number(values.settle) * SECOND })));
    }
    result[mishap] = times;
  }
} finally {
  await cluster.stop();
}
process.stdout.write(`${JSON.stringify(result)}\n`);
