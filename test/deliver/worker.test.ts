import { afterEach, expect, test } from "vitest";
import { startWorker, type Worker } from "../../server/deliver/worker.ts";
import { waitUntil } from "./receiver.ts";

const quiet = () => undefined;
const pause = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));

let warnings: string[] = [];
let worker: Worker | undefined;
afterEach(async () => {
  await worker?.stop();
  warnings = [];
});

type Settings = Parameters<typeof startWorker<{ endpoint: string; id: number }>>[0];

function start(settings: Partial<Settings>): Worker {
  worker = startWorker({
    dueEndpoints: async () => ["a"],
    take: async () => [],
    deliver: async () => undefined,
    nextAt: async () => undefined,
    now: Date.now,
    log: { debug: quiet, info: quiet, warn: (line) => void warnings.push(line), error: quiet },
    ...settings,
  });
  return worker;
}

test("a delivery that is due but held back by an earlier one is looked for again after a second, not at once", async () => {
  let looks = 0;
  const take = async () => {
    looks += 1;
    return [];
  };
  const startedAt = Date.now();
  start({ take, nextAt: async () => Date.now() - 60_000 });

  await pause(300);

  const seconds = Math.floor((Date.now() - startedAt) / 1000);
  expect(looks).toBeLessThanOrEqual(1 + seconds);
  await expect.poll(() => looks).toBe(2);
});

test("a database that is away is said, and asked again when something wakes the worker", async () => {
  let looks = 0;
  const take = async () => {
    looks += 1;
    if (looks === 1) throw new Error("no connection");
    return [];
  };
  const started = start({ take });
  await waitUntil(() => (warnings.length > 0 ? true : undefined), "the warning");

  started.wake();

  await expect.poll(() => looks).toBe(2);
  expect(warnings).toStrictEqual(["due webhooks can't be read; trying again"]);
});

test("many wakes during one look become one more look", async () => {
  let looks = 0;
  const take = async () => {
    looks += 1;
    await pause(50);
    return [];
  };
  const started = start({ take });
  for (let i = 0; i < 100; i += 1) started.wake();

  await expect.poll(() => looks).toBe(2);
  await pause(150);

  expect(looks).toBe(2);
});

test("what waited too long behind a slow one is left for the end of its lease", async () => {
  let clock = 0;
  let offered = 20;
  const sent: number[] = [];
  const release: (() => void)[] = [];
  const take = async () => Array.from({ length: offered }, (_, id) => ({ endpoint: "slow", id }));
  const takeOnce = async () => {
    const due = await take();
    offered = 0;
    return due;
  };
  const deliver = ({ id }: { id: number }) => {
    sent.push(id);
    return new Promise<void>((done) => release.push(done));
  };
  start({ take: takeOnce, deliver, now: () => clock, leaseMs: 1000 });
  await waitUntil(() => (sent.length === 16 ? true : undefined), "sixteen at once");

  clock = 501;
  for (const end of release) end();
  await pause(50);

  expect(sent).toStrictEqual(Array.from({ length: 16 }, (_, id) => id));
});

test("an endpoint that takes four messages a second gets no more, another is not slowed by that", async () => {
  const sent: [string, number][] = [];
  let due = ["chat", "chat", "chat", "hook", "hook", "hook"].map((endpoint, id) => ({ endpoint, id }));
  const take = async () => {
    const taken = due;
    due = [];
    return taken;
  };
  const startedAt = Date.now();
  const deliver = async ({ endpoint }: { endpoint: string }) => void sent.push([endpoint, Date.now() - startedAt]);
  start({ take, deliver, paceOf: (endpoint) => (endpoint === "chat" ? 4 : undefined) });

  await waitUntil(() => (sent.length === 6 ? true : undefined), "all six");

  const times = (name: string) => sent.filter(([endpoint]) => endpoint === name).map(([, ms]) => ms);
  const [first = 0, second = 0, third = 0] = times("chat");
  expect(Math.max(...times("hook"))).toBeLessThan(second);
  // Timers may be late on a busy machine; early they are by no more than a tick of the clock.
  expect(Math.min(second - first, third - second)).toBeGreaterThan(200);
});

test("stopping waits for what is under way, and takes nothing more", async () => {
  let [isBegun, isDone] = [false, false];
  let taken = false;
  const take = async () => {
    if (taken) return [];
    taken = true;
    return [{ endpoint: "a", id: 1 }];
  };
  const deliver = async () => {
    isBegun = true;
    await pause(200);
    isDone = true;
  };
  const started = start({ take, deliver });
  await waitUntil(() => (isBegun ? true : undefined), "the delivery");

  await started.stop();

  expect(isDone).toBe(true);
});
