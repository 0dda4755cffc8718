import { lookup as resolve } from "node:dns";
import { type ClientRequest, request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { isIP, type LookupFunction } from "node:net";
import { SECOND } from "../../shared/time.ts";
import { type Allowance, addressRefusal, nameRefusal } from "./address-rules.ts";
import { messageOf } from "./errors.ts";

export type GuardedRequest = {
  url: string;
  /** Default GET. */
  method?: string;
  headers?: Record<string, string>;
  body?: string | Buffer;
  /** From the call to the last byte, milliseconds, default 15 s. */
  timeoutMs?: number;
  /** From the call to an open connection, TLS included, milliseconds, default 5 s. */
  connectTimeoutMs?: number;
  /** More of the body is not read, default 64 kB. */
  maxResponseBytes?: number;
  /** Addresses that are normally refused. */
  allow?: Allowance;
  /** Certificates to trust besides the system's, PEM. */
  ca?: string;
};

/** An answer of any status; a redirect is returned as it is. Header names are in lower case. */
export type GuardedResponse = {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
  isTruncated: boolean;
  durationMs: number;
};

export type GuardedFault =
  | "bad-request"
  | "address-refused"
  | "dns"
  | "connect"
  | "connect-timeout"
  | "tls"
  | "timeout"
  | "broken";

/** Why no answer came. `timeout` and `broken` happen after the connection was there; `address-refused` is ours. */
export class GuardedFetchError extends Error {
  override readonly name = "GuardedFetchError";
  readonly kind: GuardedFault;

  constructor(kind: GuardedFault, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.kind = kind;
  }
}

const DEFAULT_TIMEOUT_MS = 15 * SECOND;
const DEFAULT_CONNECT_TIMEOUT_MS = 5 * SECOND;
const DEFAULT_MAX_RESPONSE_BYTES = 64 * 1024;

/**
 * One request to an address that somebody configured: the client of webhooks and probes. The address that is connected
 * to is the address that was checked; redirects are not followed; time and size have limits. Rejects with
 * `GuardedFetchError`, whose message holds the host but neither path, query nor credentials.
 */
export async function guardedFetch(asked: GuardedRequest): Promise<GuardedResponse> {
  const url = URL.parse(asked.url);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new GuardedFetchError("bad-request", "the address is no http:// or https:// address");
  }
  const host = url.hostname;
  const refusal = nameRefusal(host) ?? literalRefusal(host, asked.allow);
  if (refusal !== undefined) throw refused(refusal);
  return send(url, asked);
}

/** `lookup` is not called for literal addresses; WHATWG URL has already written 0x7f.1 and 2130706433 as 127.0.0.1. */
function literalRefusal(host: string, allow: Allowance | undefined): string | undefined {
  // RFC 6761: these names are loopback, whatever a resolver says.
  const isLocal = /^(.+\.)?localhost\.?$/i.test(host);
  const literal = isLocal ? "127.0.0.1" : host.replace(/^\[|\]$/g, "");
  return isIP(literal) === 0 ? undefined : addressRefusal(literal, host, allow);
}

function refused(why: string): GuardedFetchError {
  return new GuardedFetchError("address-refused", why);
}

function send(url: URL, asked: GuardedRequest): Promise<GuardedResponse> {
  const startedAt = performance.now();
  const timers: NodeJS.Timeout[] = [];
  const exchange = new Promise<GuardedResponse>((fulfil, reject) => {
    const outgoing = open(url, asked);
    const stop = (error: unknown) => {
      reject(faultOf(error, url.host));
      outgoing.destroy();
    };
    const { timeoutMs = DEFAULT_TIMEOUT_MS, connectTimeoutMs = DEFAULT_CONNECT_TIMEOUT_MS } = asked;
    const connecting = setTimeout(() => stop(late("connect-timeout", url, connectTimeoutMs)), connectTimeoutMs);
    timers.push(
      connecting,
      setTimeout(() => stop(late("timeout", url, timeoutMs)), timeoutMs),
    );
    outgoing.on("socket", (socket) => {
      socket.once(url.protocol === "https:" ? "secureConnect" : "connect", () => clearTimeout(connecting));
    });
    outgoing.on("error", stop);
    outgoing.on("response", (response) => {
      readBody(response, asked.maxResponseBytes ?? DEFAULT_MAX_RESPONSE_BYTES)
        .then((body) => fulfil({ ...answerOf(response), ...body, durationMs: performance.now() - startedAt }), stop)
        .finally(() => outgoing.destroy());
    });
    outgoing.end(asked.body);
  });
  return exchange.finally(() => timers.forEach(clearTimeout));
}

function open(url: URL, asked: GuardedRequest): ClientRequest {
  const options = {
    method: asked.method ?? "GET",
    headers: { "user-agent": "plumbline", ...asked.headers },
    lookup: checkedLookup(asked.allow),
    agent: false as const,
  };
  try {
    if (url.protocol === "http:") return httpRequest(url, options);
    return httpsRequest(url, asked.ca === undefined ? options : { ...options, ca: asked.ca });
  } catch (error) {
    throw new GuardedFetchError("bad-request", `the request can't be sent: ${messageOf(error)}`, { cause: error });
  }
}

/** Resolves a name and passes on only addresses that may be connected to. */
function checkedLookup(allow: Allowance | undefined): LookupFunction {
  return (hostname, options, callback) => {
    resolve(
      hostname,
      { all: true, ...(options.family === undefined ? {} : { family: options.family }) },
      (error, found) => {
        if (error !== null) return callback(error, []);
        const permitted = found.filter(({ address }) => addressRefusal(address, hostname, allow) === undefined);
        const first = permitted[0];
        if (first === undefined) {
          const why = found.map(({ address }) => addressRefusal(address, hostname, allow))[0];
          return callback(refused(`"${hostname}" resolves to ${why ?? "no address"}`), []);
        }
        return options.all === true ? callback(null, permitted) : callback(null, first.address, first.family);
      },
    );
  };
}

/** The body up to a number of bytes. */
async function readBody(response: IncomingMessage, maxBytes: number): Promise<{ body: Buffer; isTruncated: boolean }> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response) {
    const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
    chunks.push(bytes);
    size += bytes.length;
    if (size > maxBytes) return { body: Buffer.concat(chunks).subarray(0, maxBytes), isTruncated: true };
  }
  return { body: Buffer.concat(chunks), isTruncated: false };
}

function answerOf(response: IncomingMessage): { status: number; headers: Record<string, string> } {
  const headers = Object.entries(response.headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, Array.isArray(value) ? value.join(", ") : value]],
  );
  return { status: response.statusCode ?? 0, headers: Object.fromEntries(headers) };
}

function late(kind: "connect-timeout" | "timeout", url: URL, ms: number): GuardedFetchError {
  const what = kind === "timeout" ? "gave no complete answer" : "did not accept a connection";
  return new GuardedFetchError(kind, `${url.host} ${what} within ${ms / SECOND} s`);
}

/** The fault behind an error of Node's, by its code. */
function faultOf(error: unknown, host: string): GuardedFetchError {
  if (error instanceof GuardedFetchError) return error;
  const inner = error instanceof AggregateError ? error.errors[0] : error;
  const code = inner instanceof Error && "code" in inner ? String(inner.code) : "";
  const [kind, words] = faultOfCode(code);
  return new GuardedFetchError(kind, `${host}: ${words} (${code || messageOf(inner)})`, { cause: error });
}

function faultOfCode(code: string): [GuardedFault, string] {
  if (/^(ENOTFOUND|EAI_)/.test(code)) return ["dns", "the name does not resolve"];
  if (code === "ECONNREFUSED") return ["connect", "nothing listens there"];
  if (/^(EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|EACCES|EINVAL)$/.test(code))
    return ["connect", "there is no way to it"];
  if (code === "ETIMEDOUT") return ["connect-timeout", "the connection timed out"];
  if (/^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|EPROTO)/.test(code)) return ["tls", "TLS failed"];
  return ["broken", "the connection broke before an answer came"];
}
