import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

export type Received = { path: string; headers: Record<string, string>; body: string; at: number };

export type Receiver = {
  url: string;
  port: number;
  received: Received[];
  /** Settles when at least this many requests came; fails after a minute. */
  waitFor: (count: number) => Promise<Received[]>;
  close: () => Promise<void>;
};

/** A consumer of webhooks on a real socket; `answer` may keep silent. */
export async function startReceiver(
  answer: (request: Received, response: ServerResponse) => void = (_request, response) => void response.end(),
): Promise<Receiver> {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    const one = { path: request.url ?? "", headers: headersOf(request), body: await bodyOf(request), at: Date.now() };
    received.push(one);
    answer(one, response);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/hook?key=secret-in-the-address`,
    port,
    received,
    waitFor: (count) => waitUntil(() => (received.length >= count ? received : undefined), `${count} requests`),
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

/** Looks every 10 ms until there is something; fails after a minute, naming `what`. */
export async function waitUntil<T>(look: () => T | undefined | Promise<T | undefined>, what: string): Promise<T> {
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((done) => setTimeout(done, 10));
  }
  throw new Error(`waited a minute in vain for ${what}`);
}

function headersOf(request: IncomingMessage): Record<string, string> {
  return Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
