import { createServer, type IncomingMessage } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { Certified } from "./certificate.ts";

export type Asked = { url: string; headers: IncomingMessage["headers"]; body: string };

export type GoogleAccounts = {
  /** For `HTTPS_PROXY`: whoever goes through it meets this server, whatever host it asks for. */
  proxy: string;
  /** Every request, as `https://HOST/PATH`. */
  asked: Asked[];
  /** What the next requests for a token of a service account are answered. */
  refusal: { status: number; message: string } | undefined;
  close: () => Promise<void>;
};

/** The two services that give out tokens: OAuth for a key, IAM Credentials for acting as a service account. */
export async function startGoogleAccounts({ key, certificate }: Certified): Promise<GoogleAccounts> {
  const accounts: GoogleAccounts = { proxy: "", asked: [], refusal: undefined, close: async () => undefined };
  const services = createTlsServer({ key, cert: certificate }, async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const url = `https://${request.headers.host ?? ""}${request.url ?? ""}`;
    accounts.asked.push({ url, headers: request.headers, body: Buffer.concat(chunks).toString() });
    const { status, answer } = answerTo(url, accounts.refusal);
    response.writeHead(status, { "content-type": "application/json" });
    response.end(JSON.stringify(answer));
  });
  const proxy = createServer();
  proxy.on("connect", (_request, socket) => {
    socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
    services.emit("connection", socket);
  });
  await new Promise<void>((done) => proxy.listen(0, "127.0.0.1", done));
  const address = proxy.address();
  accounts.proxy = `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;
  accounts.close = async () => {
    proxy.closeAllConnections();
    await new Promise((done) => proxy.close(done));
  };
  return accounts;
}

function answerTo(url: string, refusal: GoogleAccounts["refusal"]): { status: number; answer: object } {
  if (url === "https://oauth2.googleapis.com/token") {
    return { status: 200, answer: { access_token: "token-of-the-key", token_type: "Bearer", expires_in: 3600 } };
  }
  if (refusal !== undefined) {
    const { status, message } = refusal;
    return { status, answer: { error: { code: status, status: "PERMISSION_DENIED", message } } };
  }
  if (url.startsWith("https://iamcredentials.googleapis.com/") && url.endsWith(":generateAccessToken")) {
    const expireTime = new Date(Date.now() + 3_600_000).toISOString();
    return { status: 200, answer: { accessToken: "token-of-the-reader", expireTime } };
  }
  return { status: 404, answer: { error: { code: 404, status: "NOT_FOUND", message: `no ${url}` } } };
}
