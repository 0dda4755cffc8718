import { messageOf } from "../../lib/errors.ts";
import type { Session } from "./send.ts";

const WATCH_MS = 250;
const MEGABYTE = 1024 * 1024;

export type Watch = { reason: () => string | undefined; stop: () => Promise<void> };

/** Ends the session once its database has grown over `maxBytes`, and says so. */
export function watchSize({ client, admin, pid }: Session, maxBytes: number): Watch {
  const { database } = client;
  let reason: string | undefined;
  let looking: Promise<void> = Promise.resolve();
  const look = async () => {
    const { rows } = await admin.query<{ bytes: string }>("select pg_database_size($1::text)::text as bytes", [
      database,
    ]);
    if (reason !== undefined || Number(rows[0]?.bytes ?? 0) <= maxBytes) return;
    reason = `the database grew over ${Math.round(maxBytes / MEGABYTE)} MB and it was ended`;
    await admin.query("select pg_terminate_backend($1::int)", [pid]);
  };
  const timer = setInterval(() => {
    looking = look().catch((error) => {
      // The server itself is gone: whatever runs fails with that.
      reason ??= `the scratch server could not be asked: ${messageOf(error)}`;
    });
  }, WATCH_MS);
  return {
    reason: () => reason,
    stop: async () => {
      clearInterval(timer);
      await looking;
    },
  };
}
