import { reactTo } from "../../server/react.ts";
import { startDeliveries } from "../../server/run-deliveries.ts";
import { type DeliveryRow, listDeliveries } from "../../server/store/list-deliveries.ts";
import { saveIncidents } from "../../server/store/save-incidents.ts";
import type { Config } from "../../shared/config.ts";
import type { Incident } from "../../shared/incident.ts";
import { MINUTE } from "../../shared/time.ts";
import { derivationOf, incidentOf } from "../store/incident-builder.ts";
import { createStore, type TestStore } from "../store/store.ts";
import { type Receiver, startReceiver, waitUntil } from "./receiver.ts";

/** The incident that is saved where a test names no other. */
export const ID = "1".repeat(16);

/** A store, senders and receivers of one test, by a clock that the test sets. */
export type Desk = {
  store: TestStore;
  clock: number;
  /** What senders wrote to their log. */
  logged: string[];
  log: Parameters<typeof startDeliveries>[0]["log"];
  /** What is ended by `close`, last first. */
  ends: (() => Promise<void>)[];
  receiver: (answer?: Parameters<typeof startReceiver>[0]) => Promise<Receiver>;
  /** A sender without jitter. */
  deliver: (config: Config, leaseMs?: number) => ReturnType<typeof startDeliveries>;
  save: (config: Config, ...incidents: Partial<Incident>[]) => Promise<void>;
  /** All deliveries, once their attempts are this many together. */
  settled: (attempts: number) => Promise<DeliveryRow[]>;
  /** When the first message is due again. */
  dueAt: () => Promise<number | undefined>;
  close: () => Promise<void>;
};

export async function openDesk(): Promise<Desk> {
  const store = await createStore();
  const logged: string[] = [];
  const note = (message: string, facts?: object) => void logged.push(message + JSON.stringify(facts));
  const quiet = () => undefined;
  const desk: Desk = {
    store,
    clock: Date.now() + MINUTE,
    logged,
    log: { debug: quiet, info: quiet, warn: note, error: note },
    ends: [],
    receiver: async (answer) => {
      const started = await startReceiver(answer);
      desk.ends.push(started.close);
      return started;
    },
    deliver: (config, leaseMs = 2 * MINUTE) => {
      const { log } = desk;
      const now = () => desk.clock;
      const worker = startDeliveries({ pool: store.pool, config, log, now, random: () => 0.5, leaseMs });
      desk.ends.push(worker.stop);
      return worker;
    },
    save: async (config, ...incidents) => {
      const react = (change: Parameters<typeof reactTo>[0]) => reactTo(change, config, desk.clock);
      await saveIncidents(store.pool, { ...derivationOf(incidents.map(incidentOf)), react });
    },
    settled: (attempts) =>
      waitUntil(async () => {
        const rows = await listDeliveries(store.pool, null);
        return rows.flatMap((row) => row.attempts).length >= attempts ? rows : undefined;
      }, `${attempts} attempts`),
    dueAt: async () => {
      const { rows } = await store.pool.query<{ at: Date }>(
        "select next_attempt_at as at from plumbline.delivery order by sequence",
      );
      return rows[0]?.at.getTime();
    },
    close: async () => {
      for (const end of desk.ends.reverse()) await end();
      await store.close();
    },
  };
  return desk;
}
