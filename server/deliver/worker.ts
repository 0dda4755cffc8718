import { MINUTE, SECOND } from "../../shared/time.ts";
import { messageOf } from "../lib/errors.ts";
import type { Log } from "../lib/log.ts";
import { createLanes, type Lanes } from "./lanes.ts";

/** At least what a worker must know of a delivery. */
export type Due = { endpoint: string };

export type WorkerSettings<T extends Due> = {
  /** The endpoints for which something is due. */
  dueEndpoints: (now: number) => Promise<string[]>;
  /** Takes what is due for `leaseMs`, of each endpoint as much as there is room for; nobody else gets it in that time. */
  take: (asked: { now: number; room: ReadonlyMap<string, number>; leaseMs: number }) => Promise<T[]>;
  /** Sends one delivery and records how it went. */
  deliver: (due: T) => Promise<void>;
  /** When the next delivery is due, milliseconds since 1970; undefined where none is pending. */
  nextAt: () => Promise<number | undefined>;
  now: () => number;
  log: Log;
  /** How many messages a second an endpoint takes; undefined, or left out, where it has no such limit. */
  paceOf?: (endpoint: string) => number | undefined;
  /** Default 2 minutes: how long a delivery that was taken stays with this process. */
  leaseMs?: number;
};

export type Worker = {
  /** Something may be due: look at once. */
  wake: () => void;
  /** Takes no more, and waits for attempts that are under way, 5 s at most; the rest is left for its lease. */
  stop: () => Promise<void>;
};

const LEASE_MS = 2 * MINUTE;
/** A delivery that waited in its lane for more than this share of its lease is left for another to take. */
const LONGEST_WAIT = 0.5;
const LANE = { width: 16, length: 200 };
const LONGEST_PAUSE_MS = 15 * SECOND;
const SHORTEST_PAUSE_MS = 10;
/** Something was due and could not be taken: a later message of an incident waits for an earlier one. */
const BLOCKED_PAUSE_MS = 1 * SECOND;
const STOP_MS = 5 * SECOND;

/** Delivers what is due until stopped: when it is woken, when the next delivery is due, and every 15 s in any case. */
export function startWorker<T extends Due>(settings: WorkerSettings<T>): Worker {
  const lanes = createLanes({ ...LANE, paceOf: settings.paceOf ?? (() => undefined) });
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  let isLooking = false;
  let isWoken = false;

  const look = async (): Promise<void> => {
    if (isStopped) return;
    if (isLooking) {
      isWoken = true;
      return;
    }
    [isLooking, isWoken] = [true, false];
    const pause = await takeAll(
      settings,
      lanes,
      () => isStopped,
      () => void look(),
    ).catch((error) => {
      if (!isStopped) settings.log.warn("due webhooks can't be read; trying again", { err: messageOf(error) });
      return LONGEST_PAUSE_MS;
    });
    isLooking = false;
    clearTimeout(timer);
    if (!isStopped) timer = setTimeout(look, isWoken ? 0 : pause);
  };
  void look();

  return {
    wake: () => void look(),
    stop: async () => {
      isStopped = true;
      clearTimeout(timer);
      await Promise.race([lanes.stop(), pauseFor(STOP_MS)]);
    },
  };
}

/** Hands what is due to its lane as far as that has room, and gives how long to wait before looking again. */
async function takeAll<T extends Due>(
  settings: WorkerSettings<T>,
  lanes: Lanes,
  isStopped: () => boolean,
  onEnd: () => void,
): Promise<number> {
  const { dueEndpoints, take, deliver, nextAt, now, log, leaseMs = LEASE_MS } = settings;
  const takenAt = now();
  const endpoints = await dueEndpoints(takenAt);
  const room = new Map(endpoints.map((name): [string, number] => [name, lanes.roomOf(name)]).filter(([, n]) => n > 0));
  const due = room.size === 0 || isStopped() ? [] : await take({ now: takenAt, room, leaseMs });
  for (const one of due) {
    lanes.offer(one.endpoint, async () => {
      if (now() > takenAt + leaseMs * LONGEST_WAIT) return;
      await deliver(one).catch((error) => {
        if (isStopped()) return;
        log.warn("a webhook's result can't be recorded; it is sent again", { err: messageOf(error) });
      });
      // The next message of the same incident may go now, and there is room for one more.
      onEnd();
    });
  }
  const next = await nextAt();
  if (next === undefined) return LONGEST_PAUSE_MS;
  const wait = next - now();
  return wait < 0 ? BLOCKED_PAUSE_MS : Math.min(LONGEST_PAUSE_MS, Math.max(SHORTEST_PAUSE_MS, wait));
}

function pauseFor(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}
