import { once } from "node:events";
import { createServer } from "node:http";
import express from "express";
import type { Pool } from "pg";
import type { Log } from "./lib/log.ts";
import type { Settings } from "./settings.ts";

export type AppOptions = Settings & {
  /** Plumbline's own database, its schema up to date. */
  pool: Pool;
  databaseUrl: string;
  log: Log;
};

/** A running application; `stop` ends what it started, in order, and leaves the pool open. */
export type App = { stop: () => Promise<void> };

/** Serves HTTP until stopped. */
export async function startApp({ host, port }: AppOptions): Promise<App> {
  const app = express();
  app.get("/healthz", (_request, response) => {
    response.json({ status: "ok" });
  });
  const server = createServer(app).listen(port, host);
  await once(server, "listening");
  const stop = async () => {
    server.close();
    server.closeAllConnections();
    await once(server, "close");
  };
  return { stop };
}
