import type { LookupAddress } from "node:dns";
import { once } from "node:events";
import { createServer, type Server } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { GuardedFetchError, guardedFetch } from "../../server/lib/guarded-fetch.ts";

/** What the resolver answers to each question after the other; the last answer stays. No real name changes at will. */
const zone = new Map<string, LookupAddress[][]>();
let questions: string[] = [];

vi.mock("node:dns", () => ({
  lookup: (name: string, _options: object, callback: (error: Error | null, found: LookupAddress[]) => void) => {
    questions.push(name);
    const answers = zone.get(name) ?? [[]];
    const found = (answers.length > 1 ? answers.shift() : answers[0]) ?? [];
    setImmediate(() => callback(null, found));
  },
}));

let inside: Server;
let port: number;
let connections = 0;
beforeAll(async () => {
  inside = createServer((socket) => {
    connections += 1;
    socket.destroy();
  }).listen(0, "127.0.0.1");
  await once(inside, "listening");
  const address = inside.address();
  port = typeof address === "object" && address !== null ? address.port : 0;
});
afterAll(() => void inside.close());
beforeEach(() => {
  zone.clear();
  questions = [];
  connections = 0;
});

const v4 = (address: string): LookupAddress => ({ address, family: 4 });
const v6 = (address: string): LookupAddress => ({ address, family: 6 });

async function faultOf(host: string): Promise<string> {
  const url = `http://${host}:${port}/`;
  return guardedFetch({ url, connectTimeoutMs: 300, timeoutMs: 400 }).then(
    ({ status }) => `answered ${status}`,
    (error) => (error instanceof GuardedFetchError ? error.kind : `other: ${error}`),
  );
}

test.each([
  ["loopback", [v4("127.0.0.1")]],
  ["loopback over IPv6", [v6("::1")]],
  ["a mapped loopback", [v6("::ffff:127.0.0.1")]],
  ["a private network", [v4("10.0.0.5")]],
  ["the metadata server", [v4("169.254.169.254")]],
  ["the metadata server, carried in NAT64", [v6("64:ff9b::a9fe:a9fe")]],
  ["a link-local address with a zone", [v6("fe80::1%eth0")]],
  ["nothing but private addresses, many", [v4("10.0.0.5"), v4("192.168.1.1"), v6("fd12::1")]],
  ["this network", [v4("0.0.0.0")]],
])("a name that resolves to %s is refused", async (_what, found) => {
  zone.set("innocent.example", [found]);

  expect([await faultOf("innocent.example"), connections]).toEqual(["address-refused", 0]);
});

test("a name that is public when it is looked at and private afterwards is asked about once, and reaches nothing private", async () => {
  // 192.0.2.0/24 is refused, so an address that is public and answers nobody stands for the first answer.
  zone.set("rebinding.example", [[v4("240.0.0.1")], [v4("127.0.0.1")]]);
  expect(await faultOf("rebinding.example")).toBe("address-refused");

  zone.set("rebinding.example", [[v6("2600:1901::dead")], [v4("127.0.0.1")]]);
  questions = [];
  expect(await faultOf("rebinding.example")).not.toMatch(/answered|broken/);
  expect([questions, connections]).toEqual([["rebinding.example"], 0]);
});

test("of a name with public and private addresses only the public ones are tried", async () => {
  zone.set("both.example", [[v4("127.0.0.1"), v6("2600:1901::dead"), v4("10.0.0.1")]]);

  expect(await faultOf("both.example")).not.toBe("address-refused");
  expect(connections).toBe(0);
});
