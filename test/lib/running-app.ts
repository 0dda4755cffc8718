import { startApp } from "../../server/app.ts";
import { createPool } from "../../server/lib/database.ts";
import type { Log } from "../../server/lib/log.ts";
import { dropSampleDatabases } from "../../server/sample/databases.ts";
import { type Config, configSchema } from "../../shared/config.ts";
import { freePort } from "./free-port.ts";
import { createMigratedDatabase } from "./postgres.ts";

export type RunningApp = {
  /** http://127.0.0.1:PORT */
  url: string;
  /** GET or another method of /api/v1; the status and the parsed answer. */
  call: (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Answer>;
  stop: () => Promise<void>;
};

export type Answer = { status: number; body: unknown; headers: Headers };

/** The whole application on a database of its own, over real HTTP, with the sample unless told otherwise. */
export async function startRunningApp(options: { sample?: boolean; config?: unknown } = {}): Promise<RunningApp> {
  const database = await createMigratedDatabase("app");
  const pool = createPool(database.url, () => undefined);
  const port = await freePort();
  const config: Config = configSchema.parse(options.config ?? {});
  const app = await startApp({
    pool,
    config,
    databaseUrl: database.url,
    log: silent,
    host: "127.0.0.1",
    port,
    dataDirectory: "/nonexistent",
    sample: options.sample ?? true,
  });
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    call: (method, path, body, headers) => call(`${url}/api/v1${path}`, method, body, headers),
    stop: async () => {
      await app.stop();
      await pool.end();
      await dropSampleDatabases(database.url);
      await database.drop();
    },
  };
}

async function call(
  url: string,
  method: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const hasBody = body !== undefined;
  const response = await fetch(url, {
    method,
    headers: { ...(hasBody ? { "content-type": "application/json" } : {}), ...headers },
    ...(hasBody ? { body: typeof body === "string" ? body : JSON.stringify(body) } : {}),
  });
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.includes("json") === true;
  return { status: response.status, body: isJson && text !== "" ? JSON.parse(text) : text, headers: response.headers };
}

const silent: Log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** Tries again until `look` gives something, for at most `timeoutMs`. */
export async function eventually<T>(look: () => Promise<T | undefined>, timeoutMs = 60_000): Promise<T> {
  const until = Date.now() + timeoutMs;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > until) throw new Error(`nothing came of it within ${timeoutMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
