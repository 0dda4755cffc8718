import { once } from "node:events";
import { createServer, type Server } from "node:http";
import pg from "pg";
import { messageOf } from "../lib/errors.ts";
import { ROUTE } from "./story.ts";

export type SampleService = {
  /** http://127.0.0.1:PORT */
  url: string;
  /** Asks the route as the poller does; the status it answered. */
  poll: () => Promise<number>;
  setFixed: (isFixed: boolean) => void;
  stop: () => Promise<void>;
};

/**
 * A tiny service on loopback: until it is fixed its one route fails as a wrong pool class makes it fail, before any query;
 * fixed, it really reads the staging database.
 */
export async function startSampleService(
  databaseUrl: string | undefined,
  isFixedAtStart: boolean,
): Promise<SampleService> {
  let isFixed = isFixedAtStart;
  const server = createServer((request, response) => {
    const answer = (status: number, body: unknown) => {
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    };
    if (request.method !== "GET" || request.url?.split("?")[0] !== ROUTE) return answer(404, { error: "not found" });
    if (!isFixed) return answer(500, { error: "Pool class QueuePool cannot be used with asyncio engine" });
    listServers(databaseUrl).then(
      (servers) => answer(200, { servers }),
      (error) => answer(500, { error: messageOf(error) }),
    );
  });
  const url = await listen(server);
  return {
    url,
    poll: async () => (await fetch(`${url}${ROUTE}`, { signal: AbortSignal.timeout(5000) })).status,
    setFixed: (value) => {
      isFixed = value;
    },
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

async function listen(server: Server): Promise<string> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the sample service has no port");
  return `http://127.0.0.1:${address.port}`;
}

async function listServers(databaseUrl: string | undefined): Promise<unknown[]> {
  if (databaseUrl === undefined) return [];
  const client = new pg.Client({
    connectionString: databaseUrl,
    application_name: SERVICE_SESSION,
    connectionTimeoutMillis: 2000,
  });
  await client.connect();
  try {
    return (await client.query("select name, url from mcp_external_servers order by name")).rows;
  } finally {
    await client.end();
  }
}

const SERVICE_SESSION = "agent-gateway";
