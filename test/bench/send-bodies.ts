import { readFileSync } from "node:fs";
import { Agent } from "node:http";
import { DAY } from "../../shared/time.ts";
import { postEntries } from "../lib/post-entries.ts";

export type Sent = { entries: number; wallSeconds: number; timesMs: number[] };

/**
 * The lines of a file in bodies of so many, as if their first day were yesterday: entries of days whose keys have expired are
 * refused. What lies within the file stays as far apart as it is.
 */
export function bodiesOf(file: string, perBody: number): Buffer[] {
  const bytes = ofYesterday(readFileSync(file));
  const all: Buffer[] = [];
  for (let from = 0; from < bytes.length; ) {
    let to = from;
    for (let line = 0; line < perBody && to < bytes.length; line++) to = bytes.indexOf(10, to) + 1 || bytes.length;
    all.push(bytes.subarray(from, to));
    from = to;
  }
  return all;
}

function ofYesterday(bytes: Buffer): Buffer {
  const lines = bytes.toString("latin1");
  const [, day] = /"timestamp":"(\d{4}-\d\d-\d\dT)/.exec(lines) ?? [];
  if (day === undefined) return bytes;
  return Buffer.from(lines.replaceAll(day, new Date(Date.now() - DAY).toISOString().slice(0, day.length)), "latin1");
}

/** Sends bodies over so many connections, spread evenly over servers; each connection sends its next body when it has its answer. */
export async function sendBodies(ports: readonly number[], bodies: readonly Buffer[], lanes: number): Promise<Sent> {
  const agent = new Agent({ keepAlive: true, maxSockets: lanes });
  const timesMs: number[] = [];
  const startedAt = performance.now();
  let [next, entries] = [0, 0];
  const work = async (lane: number) => {
    const port = ports[lane % ports.length] ?? 0;
    for (let body = bodies[next++]; body !== undefined; body = bodies[next++]) {
      const begun = performance.now();
      const answer = await postEntries({ port, agent }, body);
      if (answer.status !== 200) throw new Error(`the server answered ${answer.status}: ${answer.body.slice(0, 500)}`);
      if (!answer.body.includes('"rejected":0,')) throw new Error(`entries were refused: ${answer.body.slice(0, 500)}`);
      timesMs.push(performance.now() - begun);
      entries += Number(/"accepted":(\d+)/.exec(answer.body)?.[1] ?? 0);
    }
  };
  try {
    await Promise.all(Array.from({ length: lanes }, (_, lane) => work(lane)));
  } finally {
    agent.destroy();
  }
  return { entries, wallSeconds: (performance.now() - startedAt) / 1000, timesMs };
}
