import { Agent } from "node:http";
import { SECOND } from "../../shared/time.ts";
import { postEntries } from "../lib/post-entries.ts";
import { entryStream } from "../lib/stream-entries.ts";

/** Bodies a second. */
const BEAT = 10;

/** What of a steady push was taken, bodies refused, and how it is ended. */
export type SteadyPush = { taken: () => { perSecond: number; refusedBodies: number }; stop: () => void };

/** Pushes so many entries a second to a server on this machine, whatever it answers, until it is stopped; none for 0. */
export function pushSteadily(port: number, perSecond: number, name: string): SteadyPush {
  const agent = new Agent({ keepAlive: true, maxSockets: 8 });
  const stream = entryStream(name);
  const bodies = { taken: 0, refused: 0 };
  const send = async () => {
    const answer = await postEntries({ port, agent }, stream.body(perSecond / BEAT, Date.now())).catch(() => undefined);
    bodies[answer?.status === 200 ? "taken" : "refused"] += 1;
  };
  const startedAt = performance.now();
  const beat = perSecond > 0 ? setInterval(() => void send(), SECOND / BEAT) : undefined;
  return {
    taken: () => ({
      perSecond: Math.round((bodies.taken * (perSecond / BEAT) * SECOND) / (performance.now() - startedAt)),
      refusedBodies: bodies.refused,
    }),
    stop() {
      clearInterval(beat);
      agent.destroy();
    },
  };
}
