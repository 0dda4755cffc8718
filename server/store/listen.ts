import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { type ChangedEvent, changedEventSchema } from "../../shared/api.ts";
import { SECOND } from "../../shared/time.ts";
import { CHANGES_CHANNEL } from "./write-incident.ts";

const RECONNECT_MS = 1 * SECOND;

/**
 * Calls `onChange` for every change of an incident that any replica commits, until `signal` is aborted; settles then. A
 * session that is lost is opened again, and `onChange` hears `{ incidentId: null }`, for something may have been missed.
 */
export async function listenForChanges(
  databaseUrl: string,
  onChange: (change: ChangedEvent) => void,
  signal: AbortSignal,
): Promise<void> {
  let isFirst = true;
  while (!signal.aborted) {
    try {
      await listenOnce(databaseUrl, onChange, isFirst, signal);
    } catch {
      // Whoever writes meets the same fault and says it; here waiting is all.
    }
    isFirst = false;
    await sleep(RECONNECT_MS, undefined, { signal }).catch(() => undefined);
  }
}

async function listenOnce(
  connectionString: string,
  onChange: (change: ChangedEvent) => void,
  isFirst: boolean,
  signal: AbortSignal,
): Promise<void> {
  const client = new pg.Client({ connectionString, application_name: "plumbline-listener", keepAlive: true });
  const ended = new Promise<void>((resolve) => {
    client.on("end", resolve);
    client.on("error", () => resolve());
  });
  client.on("notification", ({ payload }) => {
    const change = changedEventSchema.safeParse(JSON.parse(payload ?? "null"));
    if (change.success) onChange(change.data);
  });
  await client.connect();
  const stop = () => void client.end().catch(() => undefined);
  signal.addEventListener("abort", stop, { once: true });
  try {
    await client.query(`listen ${CHANGES_CHANNEL}`);
    if (signal.aborted) stop();
    if (!isFirst) onChange({ incidentId: null, revision: 0 });
    await ended;
  } finally {
    signal.removeEventListener("abort", stop);
    await client.end().catch(() => undefined);
  }
}
