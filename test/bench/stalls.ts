// For how long the event loop of a server stands still while it analyzes a large store, and what runs meanwhile:
// `node test/bench/stalls.ts [--groups 48000] [--seconds 60] [--perSecond 0] [--least 50] [--store URL]`. The store is seeded before the
// server begins, or copied from the database `seed` of the cluster at URL; with `--perSecond` so many entries are pushed a second. One JSON
// object: how many stretches are longer than `least`, 100 and 250 ms, on the clock and by the processor that their thread took (what other
// programs do shows on the clock alone), those that took most with the functions in which the time went (ms, the innermost of the project and
// its caller), and memory in MB. The watching itself costs: a profile is taken all the time.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { SECOND } from "../../shared/time.ts";
import { freePort } from "../lib/free-port.ts";
import { startThrowawayCluster } from "../lib/throwaway-cluster.ts";
import { makeSeed, renewCopy } from "./large-store.ts";
import type { Stalls } from "./stall-watch.ts";
import { pushSteadily } from "./steady-push.ts";

const { values } = parseArgs({
  options: {
    groups: { type: "string", default: "48000" },
    seconds: { type: "string", default: "60" },
    perSecond: { type: "string", default: "0" },
    least: { type: "string", default: "50" },
    store: { type: "string" },
  },
});
const MOST_SHOWN = 100;

const cluster = values.store === undefined ? await startThrowawayCluster() : undefined;
const folder = mkdtempSync(join(tmpdir(), "plumbline-stalls-"));
try {
  if (cluster !== undefined) await makeSeed(cluster.url, Number(values.groups));
  const stalls = await watchServer(await renewCopy(values.store ?? cluster?.url ?? ""));
  process.stdout.write(`${JSON.stringify(summaryOf(stalls, Number(values.least)), null, 1)}\n`);
} finally {
  await cluster?.stop();
  rmSync(folder, { recursive: true, force: true });
}

async function watchServer(databaseUrl: string): Promise<Stalls> {
  const [port, file] = [await freePort(), join(folder, "stalls.json")];
  const pathOf = (path: string) => fileURLToPath(new URL(path, import.meta.url));
  const server = spawn(
    process.execPath,
    ["--import", pathOf("stall-watch.ts"), pathOf("../../server/main.ts"), "--no-sample", "--data", folder],
    {
      env: { ...process.env, PORT: String(port), DATABASE_URL: databaseUrl, STALLS_FILE: file },
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  const ended = once(server, "exit");
  await once(server.stdout, "data");
  const push = pushSteadily(port, Number(values.perSecond), "stalls");
  await sleep(Number(values.seconds) * SECOND);
  push.stop();
  server.kill("SIGTERM");
  await ended;
  return JSON.parse(readFileSync(file, "utf8"));
}

function summaryOf({ stalls, ...rest }: Stalls, leastMs: number) {
  const longer = (of: "ms" | "cpuMs") => {
    const count = (ms: number) => stalls.filter((stall) => stall[of] > ms).length;
    return {
      least: count(leastMs),
      100: count(100),
      250: count(250),
      longestMs: Math.max(...stalls.map((one) => one[of])),
    };
  };
  const shown = stalls.filter(({ ms }) => ms > leastMs).sort((a, b) => b.cpuMs - a.cpuMs);
  return { ...rest, clock: longer("ms"), processor: longer("cpuMs"), stalls: shown.slice(0, MOST_SHOWN) };
}
