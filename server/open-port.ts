import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import { MINUTE, SECOND } from "../shared/time.ts";
import { messageOf, PlumblineError } from "./lib/errors.ts";

/** A port that is listened at, whoever answers there. */
export type OpenPort = {
  /** From now on requests are answered by this. */
  answerWith: (listener: RequestListener) => void;
  /** Ends all connections; resolves when nothing is listened at any more. */
  close: () => Promise<void>;
};

/** Whoever sends slowly holds a connection no longer than this, milliseconds: for the headers, and for the whole request. */
const REQUEST_LIMITS = {
  headersTimeout: 20 * SECOND,
  requestTimeout: 2 * MINUTE,
  connectionsCheckingInterval: 5 * SECOND,
} as const;

const LOOPBACK = ["127.0.0.1", "::1", "localhost"];

/**
 * How long an idle connection is kept where a proxy stands before Plumbline: Google's load balancers keep theirs for 600 s, and answer
 * 502 for what they send on one that was closed here just then. https://cloud.google.com/load-balancing/docs/https#timeouts_and_retries
 */
const KEPT_FOR_PROXIES = 620 * SECOND;

/** Listens at a port. Throws `bad-config` in words where it cannot. */
export async function openPort({ host, port }: { host: string; port: number }): Promise<OpenPort> {
  let listener: RequestListener = (_request, response) => response.writeHead(503, { "retry-after": "1" }).end();
  const limits = LOOPBACK.includes(host) ? REQUEST_LIMITS : { ...REQUEST_LIMITS, keepAliveTimeout: KEPT_FOR_PROXIES };
  const server = createServer(limits, (request, response) => listener(request, response));
  try {
    server.listen(port, host);
    await once(server, "listening");
  } catch (error) {
    throw new PlumblineError("bad-config", portFault(host, port, error), { cause: error });
  }
  return {
    answerWith: (next) => {
      listener = next;
    },
    close: async () => {
      if (!server.listening) return;
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

function portFault(host: string, port: number, error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "EADDRINUSE") {
    return `PORT is ${port}, and another program listens there already. Stop it, or set PORT to a free one, for example ${port < 65_535 ? port + 1 : 8080}.`;
  }
  if (code === "EACCES") return `PORT is ${port}, which this user may not open. Set PORT to one from 1024 to 65535.`;
  return `Cannot listen on HOST ${host}, PORT ${port}: ${messageOf(error)}. Set HOST to an address of this machine, for example 127.0.0.1.`;
}
