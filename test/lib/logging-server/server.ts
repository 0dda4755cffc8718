import { join } from "node:path";
import grpc from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";
import type { Certified } from "../certificate.ts";
import type { ServedEntry } from "./entries.ts";
import { type ListRequest, type Page, pageOf } from "./list.ts";

/** What a call of entries.list meets instead of a plain answer. */
export type Fault =
  | { code: number; message: string }
  /** A page without entries, though there are more. */
  | "empty"
  /** The page begins with entries that an earlier page ended with. */
  | "repeat"
  /** The page's entries in another order. */
  | "shuffle"
  /** Every connection is cut in the middle of the call, and the server listens again at once. */
  | "cut";

type ListCall = {
  request: ListRequest;
  metadata: grpc.Metadata;
  on: (event: "cancelled", then: () => void) => void;
};
type Reply = (error: Partial<grpc.ServiceError> | null, answer?: unknown) => void;
/** One open tail: what it asked for, and how to speak to it. */
export type Tail = grpc.ServerDuplexStream<{ resourceNames: string[]; filter: string }, unknown>;

export type LoggingServer = {
  port: number;
  /** `127.0.0.1:port`, for a source's `endpoint`. */
  endpoint: string;
  /** What it holds, in any order; a test adds to it. */
  entries: ServedEntry[];
  /** Every request of entries.list, as it came. */
  calls: ListRequest[];
  /** The metadata of each of them. */
  headers: Record<string, unknown>[];
  /** The fault that call number `call` (from 0) meets. */
  faultOf: (call: number, request: ListRequest) => Fault | undefined;
  /** The streams that are open. */
  tails: Set<Tail>;
  /** A stream was opened, and this is what it asked for. */
  onTail: (tail: Tail, request: object) => void;
  /** Ends all connections; `start` listens again on the same port. */
  stop: () => void;
  start: () => Promise<void>;
};

const MOST_BINDS = 100;
const PACKAGES = join(import.meta.dirname, "../../../node_modules");

type Settings = {
  /** Its clock, for what is visible yet. */
  now?: () => number;
  maxPage?: number;
  /** Speaks TLS with this certificate. */
  tls?: Certified;
};

/** LoggingServiceV2 on loopback, from the protos inside the npm packages. */
export async function startLoggingServer({
  now = Date.now,
  maxPage = 1000,
  tls,
}: Settings = {}): Promise<LoggingServer> {
  let running: grpc.Server | undefined;
  const server: LoggingServer = {
    port: 0,
    endpoint: "",
    entries: [],
    calls: [],
    headers: [],
    faultOf: () => undefined,
    tails: new Set(),
    onTail: () => undefined,
    stop: () => running?.forceShutdown(),
    start: async () => {
      running = new grpc.Server();
      running.addService(SERVICE, { listLogEntries: list, tailLogEntries: tail });
      server.port = await bindAgain(running, server.port, tls);
      server.endpoint = `127.0.0.1:${server.port}`;
    },
  };
  const list = ({ request, metadata }: ListCall, reply: Reply) => {
    const fault = server.faultOf(server.calls.length, request);
    server.calls.push(request);
    server.headers.push(metadata.getMap());
    if (fault === "cut") {
      server.stop();
      return void server.start();
    }
    if (typeof fault === "object") return reply({ code: fault.code, details: fault.message });
    const page = pageOf(server.entries, request, { now: now(), maxPage, fault });
    if (typeof page === "string") return reply({ code: grpc.status.INVALID_ARGUMENT, details: page });
    reply(null, answerOf(page));
  };
  const tail = (stream: Tail) => {
    server.tails.add(stream);
    const forget = () => void server.tails.delete(stream);
    stream.on("close", forget).on("cancelled", forget).on("error", forget);
    stream.on("end", () => stream.end());
    stream.once("data", (request: object) => server.onTail(stream, request));
  };
  await server.start();
  return server;
}

/** The answer that the protos describe. */
export function answerOf({ entries, nextPageToken }: Page): unknown {
  return { entries: entries.map(({ entry }) => entry), nextPageToken };
}

/** A port that was just let go may be taken for a moment still. */
async function bindAgain(server: grpc.Server, port: number, tls: Certified | undefined): Promise<number> {
  for (let attempt = 1; attempt < MOST_BINDS; attempt += 1) {
    const bound = await bind(server, port, tls).catch(() => undefined);
    if (bound !== undefined) return bound;
    await new Promise((done) => setTimeout(done, 50));
  }
  return bind(server, port, tls);
}

function bind(server: grpc.Server, port: number, tls: Certified | undefined): Promise<number> {
  const credentials =
    tls === undefined
      ? grpc.ServerCredentials.createInsecure()
      : grpc.ServerCredentials.createSsl(null, [
          { private_key: Buffer.from(tls.key), cert_chain: Buffer.from(tls.certificate) },
        ]);
  return new Promise((done, fail) =>
    server.bindAsync(`127.0.0.1:${port}`, credentials, (error, bound) => (error === null ? done(bound) : fail(error))),
  );
}

const SERVICE = (
  grpc.loadPackageDefinition(
    loadSync("google/logging/v2/logging.proto", {
      includeDirs: ["@google-cloud/logging-api", "google-gax"].map((name) => join(PACKAGES, name, "build/protos")),
      longs: String,
      enums: String,
      defaults: true,
      oneofs: true,
    }),
  ) as unknown as { google: { logging: { v2: { LoggingServiceV2: { service: grpc.ServiceDefinition } } } } }
).google.logging.v2.LoggingServiceV2.service;
