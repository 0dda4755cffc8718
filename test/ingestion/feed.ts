import { writeFileSync } from "node:fs";
import { Agent } from "node:http";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { RELATIONS, type ServedEntry, servedEntry } from "../lib/logging-server/entries.ts";
import type { LoggingServer, Tail } from "../lib/logging-server/server.ts";
import { postEntries } from "../lib/post-entries.ts";

/** Chance that can be had again: from 0 to below 1. */
export type Chance = () => number;

/** https://en.wikipedia.org/wiki/Linear_congruential_generator, the constants of Numerical Recipes. */
export function chanceOf(seed: number): Chance {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const SERVED = {
  logName: "projects/demo/logs/run.googleapis.com%2Frequests",
  severity: "INFO",
  textPayload: undefined,
  httpRequest: { requestMethod: "GET", requestUrl: "https://shop.example/api/cart", status: 200 },
};

/** Entries received now, two of five of them errors; one in twenty states a time up to half an hour ago. */
export function freshEntries(name: string, count: number, chance: Chance): ServedEntry[] {
  const now = Date.now();
  return Array.from({ length: count }, (_, i) => {
    const late = chance() < 0.05 ? Math.floor(chance() * 30 * 60_000) : 0;
    const relation = RELATIONS[i % RELATIONS.length];
    return servedEntry({
      at: now - Math.floor(chance() * 2000) - late,
      receivedAt: now,
      visibleAt: now + (i % 70 === 0 ? Math.floor(chance() * 3000) : 0),
      insertId: `${name}-${i.toString(36)}`,
      fields: i % 5 < 2 ? { textPayload: `relation "${relation}" does not exist` } : SERVED,
    });
  });
}

/** The entry as REST, Pub/Sub and files have it. */
export function restOf({ entry, at, receivedAt }: ServedEntry): object {
  return { ...entry, timestamp: new Date(at).toISOString(), receiveTimestamp: new Date(receivedAt).toISOString() };
}

export function linesOf(entries: readonly ServedEntry[]): string {
  return `${entries.map((entry) => JSON.stringify(restOf(entry))).join("\n")}\n`;
}

/** Sends every entry at least once, again where no 200 came, now and then once more without need. */
export type Pusher = { add: (entries: ServedEntry[]) => void; waiting: () => number; stop: () => Promise<void> };

/** `portOf` gives the server to send the next body to. */
export function startPusher(portOf: () => number, chance: Chance, lanes = 3): Pusher {
  const agent = new Agent({ keepAlive: true });
  const bodies: string[] = [];
  let [atWork, isStopped] = [0, false];
  const lane = async () => {
    while (!isStopped) {
      const body = bodies.shift();
      if (body === undefined) await sleep(10);
      else {
        atWork += 1;
        const status = await postEntries({ port: portOf(), agent, timeoutMs: 15_000 }, body).then(
          (answer) => answer.status,
          () => 0,
        );
        if (status !== 200 || chance() < 0.1) bodies.push(body);
        atWork -= 1;
        if (status !== 200) await sleep(50);
      }
    }
  };
  const running = Array.from({ length: lanes }, lane);
  return {
    add: (entries) => {
      for (let i = 0; i < entries.length; i += 100) bodies.push(linesOf(entries.slice(i, i + 100)));
    },
    waiting: () => bodies.length + atWork,
    stop: async () => {
      isStopped = true;
      await Promise.all(running);
      agent.destroy();
    },
  };
}

/** Streams entries to whoever tails: one response in five never comes, one in seven comes twice. */
export async function streamTo(server: LoggingServer, entries: readonly ServedEntry[], chance: Chance): Promise<void> {
  for (let i = 0; i < entries.length; i += 50) {
    const response = { entries: entries.slice(i, i + 50).map(({ entry }) => entry) };
    const [drop, twice] = [chance() < 0.2, chance() < 0.15];
    for (const tail of server.tails) for (let n = drop ? 0 : twice ? 2 : 1; n > 0; n -= 1) write(tail, response);
    await sleep(2);
  }
}

function write(tail: Tail, response: object): void {
  if (tail.writable) tail.write(response);
}

export function writeFileOf(folder: string, name: string, entries: readonly ServedEntry[]): void {
  writeFileSync(join(folder, `${name}.json`), linesOf(entries));
}
