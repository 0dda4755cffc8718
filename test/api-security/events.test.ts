import { once } from "node:events";
import { createServer } from "node:http";
import express from "express";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createAccess } from "../../server/access/access.ts";
import { hashOf, hintOf, makeToken } from "../../server/access/api-token.ts";
import type { ApiDeps } from "../../server/api/deps.ts";
import { eventRoutes } from "../../server/api/events.ts";
import { guardRoutes } from "../../server/api/guard-access.ts";
import { insertToken, revokeToken, useToken } from "../../server/store/tokens.ts";
import { authSchema } from "../../shared/auth-config.ts";
import { createStore, type TestStore } from "../store/store.ts";

let store: TestStore;
let url: string;
let close: () => Promise<void>;
let revoke: (name: string) => Promise<void>;
const bearers = new Map<string, string>();

beforeAll(async () => {
  store = await createStore();
  const ids = new Map<string, string>();
  for (const name of ["short", "greedy", "other"]) {
    const token = makeToken();
    const at = Date.now();
    const kept = { name, hash: hashOf(token), hint: hintOf(token), scopes: ["incidents:read"] as const };
    const { id } = await insertToken(store.pool, {
      ...kept,
      createdBy: "test",
      createdAt: at,
      expiresAt: at + 3_600_000,
    });
    ids.set(name, id);
    bearers.set(name, token);
  }
  revoke = async (name) => void (await revokeToken(store.pool, ids.get(name) ?? "", Date.now()));
  const access = createAccess(authSchema.parse({ tokens: true }), (hash, now) => useToken(store.pool, hash, now));
  const nothing: unknown = new Proxy(() => nothing, { get: () => nothing });
  const deps: ApiDeps = {
    ...(nothing as ApiDeps),
    pool: store.pool,
    now: Date.now,
    log: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined },
    access: {
      ...access,
      trustedProxies: [],
      takeFromAddress: () => 0,
      takeFromIdentity: () => 0,
      mint: () => ({ token: "", hash: Buffer.alloc(0), hint: "" }),
    },
    subscribe: () => () => undefined,
  };
  const app = express().use(guardRoutes(deps)).use("/api/v1", eventRoutes(deps, 50));
  const server = createServer(app).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}/api/v1/events`;
  close = async () => {
    server.close();
    server.closeAllConnections();
    await once(server, "close");
  };
});
afterAll(async () => {
  await close();
  await store.close();
});

const open = (name: string, signal?: AbortSignal) =>
  fetch(url, {
    headers: { authorization: `Bearer ${bearers.get(name)}` },
    ...(signal === undefined ? {} : { signal }),
  });

test("a stream ends with the right to open it", async () => {
  const stream = await open("short");
  const reader = stream.body?.getReader();
  if (reader === undefined) throw new Error("no body");
  let [text, isRevoked] = ["", false];
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    text += new TextDecoder().decode(value);
    if (!isRevoked && text.includes("event: heartbeat")) {
      isRevoked = true;
      await revoke("short");
    }
  }
  expect([stream.status, text.startsWith("event: hello"), isRevoked]).toEqual([200, true, true]);
  expect((await open("short")).status).toBe(401);
});

test("who opens streams without end shuts nobody else out, and may open one for each that is closed", async () => {
  const closing = new AbortController();
  const streams = await Promise.all(Array.from({ length: 25 }, () => open("greedy", closing.signal)));
  const statuses = streams.map(({ status }) => status).sort();
  expect(statuses).toEqual([...Array.from({ length: 20 }, () => 200), ...Array.from({ length: 5 }, () => 429)]);
  const other = await open("other", closing.signal);
  expect(other.status).toBe(200);
  closing.abort();
  await expect
    .poll(
      async () => {
        const stream = await open("greedy");
        await stream.body?.cancel();
        return stream.status;
      },
      { timeout: 20_000 },
    )
    .toBe(200);
});
