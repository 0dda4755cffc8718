import { lookup } from "node:dns/promises";
import { createServer, type Server } from "node:http";
import { createServer as createTcpServer } from "node:net";
import { hostname } from "node:os";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addressRefusal } from "../../server/lib/address-rules.ts";
import { GuardedFetchError, type GuardedRequest, guardedFetch } from "../../server/lib/guarded-fetch.ts";

let server: Server;
let port: number;
const seen: { method?: string; headers: NodeJS.Dict<string | string[]>; body: string }[] = [];

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    seen.push({ method: request.method!, headers: request.headers, body: Buffer.concat(chunks).toString() });
    if (request.url === "/silent") return;
    if (request.url === "/slow-body") return void response.write("first");
    if (request.url === "/broken") return void request.socket.destroy();
    if (request.url === "/redirect") response.writeHead(302, { location: "http://169.254.169.254/" });
    if (request.url === "/big") return void response.end(Buffer.alloc(1_000_000, "x"));
    response.end("hello");
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  port = typeof address === "object" && address !== null ? address.port : 0;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

async function faultOf(request: GuardedRequest): Promise<string> {
  return guardedFetch(request).then(
    ({ status }) => `answered ${status}`,
    (error) => (error instanceof GuardedFetchError ? error.kind : `other: ${error}`),
  );
}

describe("what is refused by default", () => {
  test.each([
    ["loopback", "127.0.0.1"],
    ["another loopback", "127.8.9.1"],
    ["hexadecimal", "0x7f.1"],
    ["one number", "2130706433"],
    ["short form", "127.1"],
    ["octal", "0177.0.0.1"],
    ["full-width digits", "①②⑦.⓪.⓪.①"],
    ["percent-encoded", "127%2e0%2e0%2e1"],
    ["dot at the end", "127.0.0.1."],
    ["localhost", "localhost"],
    ["localhost with a dot", "localhost."],
    ["capitals", "LOCALHOST"],
    ["IPv6 loopback", "[::1]"],
    ["IPv6 loopback in full", "[0:0:0:0:0:0:0:1]"],
    ["mapped loopback", "[::ffff:127.0.0.1]"],
    ["mapped loopback in hexadecimal", "[::ffff:7f00:1]"],
    ["compatible loopback", "[::127.0.0.1]"],
    ["this network", "0.0.0.0"],
    ["unspecified IPv6", "[::]"],
    ["10/8", "10.1.2.3"],
    ["172.16/12", "172.31.255.255"],
    ["192.168/16", "192.168.0.10"],
    ["carrier-grade NAT", "100.64.0.1"],
    ["benchmark", "198.18.0.1"],
    ["documentation", "203.0.113.7"],
    ["link-local", "169.254.10.10"],
    ["metadata", "169.254.169.254"],
    ["metadata as one number", "2852039166"],
    ["metadata, mapped", "[::ffff:169.254.169.254]"],
    ["metadata by name", "metadata.google.internal"],
    ["metadata by name with a dot and capitals", "Metadata.Google.Internal."],
    ["metadata, short name", "metadata"],
    ["Azure's wire server", "168.63.129.16"],
    ["AWS metadata over IPv6", "[fd00:ec2::254]"],
    ["unique local", "[fd12:3456::1]"],
    ["link-local IPv6", "[fe80::1]"],
    ["multicast", "224.0.0.1"],
    ["broadcast", "255.255.255.255"],
    ["6to4 of 127.0.0.1", "[2002:7f00:1::]"],
    ["NAT64 of 169.254.169.254", "[64:ff9b::a9fe:a9fe]"],
    ["Teredo", "[2001:0:7f00:1::]"],
  ])("%s: %s", async (_what, host) => {
    expect(await faultOf({ url: `http://${host}:${port}/` })).toBe("address-refused");
  });

  test.each([["8.8.8.8"], ["172.32.0.1"], ["100.128.0.1"], ["2600:1901::1"], ["::ffff:8.8.8.8"]])(
    "a public address is not: %s",
    (address) => {
      expect(addressRefusal(address, address)).toBeUndefined();
    },
  );

  test("nothing was sent to any of them", () => {
    expect(seen).toStrictEqual([]);
  });

  test("what is no web address", async () => {
    expect(await faultOf({ url: "file:///etc/passwd" })).toBe("bad-request");
    expect(await faultOf({ url: "ftp://example.com/" })).toBe("bad-request");
    expect(await faultOf({ url: "not an address" })).toBe("bad-request");
    expect(
      await faultOf({ url: `http://127.0.0.1:${port}/`, headers: { "x-a": "b\r\nx-c: d" }, allow: { loopback: true } }),
    ).toBe("bad-request");
  });
});

const own = await lookup(hostname()).catch(() => undefined);
const isInside = own !== undefined && addressRefusal(own.address, hostname()) !== undefined;

test.skipIf(!isInside)("a name is judged by the address it resolves to, the one that is connected to", async () => {
  const url = `http://${hostname()}:${port}/`;
  expect(await faultOf({ url })).toBe("address-refused");
  await expect(guardedFetch({ url })).rejects.toThrow(/^".*" resolves to .* is a (loopback|private) address/);
  expect(await faultOf({ url, allow: { networks: ["203.0.113.0/24"] } })).toBe("address-refused");
  // Whether it is answered depends on which address the server listens at; refused by us it is not.
  expect(await faultOf({ url, allow: { hosts: [hostname()] } })).not.toBe("address-refused");
});

describe("what can be permitted", () => {
  test.each([
    ["loopback", "127.0.0.1", { loopback: true }, "answered 200"],
    ["loopback by name", "localhost", { loopback: true }, "answered 200"],
    ["private includes loopback", "127.0.0.1", { private: true }, "answered 200"],
    ["a network", "127.0.0.1", { networks: ["127.0.0.0/30"] }, "answered 200"],
    ["another network", "127.0.0.1", { networks: ["127.0.1.0/24"] }, "address-refused"],
    ["a host", "localhost", { hosts: ["localhost"] }, "answered 200"],
    ["another host", "localhost", { hosts: ["example.com"] }, "address-refused"],
    ["mapped loopback", "[::ffff:127.0.0.1]", { loopback: true }, "answered 200"],
    [
      "metadata, never",
      "169.254.169.254",
      { private: true, hosts: ["169.254.169.254"], networks: ["0.0.0.0/0"] },
      "address-refused",
    ],
    [
      "metadata by name, never",
      "metadata.google.internal",
      { private: true, hosts: ["metadata.google.internal"] },
      "address-refused",
    ],
  ])("%s: %s %o", async (_what, host, allow, expected) => {
    expect(await faultOf({ url: `http://${host}:${port}/`, allow })).toBe(expected);
  });

  test("private addresses by rule", () => {
    expect(addressRefusal("10.1.2.3", "db.internal")).toBe(
      "10.1.2.3 is a private address; permit it in the configuration if this is meant",
    );
    expect(addressRefusal("10.1.2.3", "db.internal", { hosts: ["DB.internal."] })).toBeUndefined();
    expect(addressRefusal("10.1.2.3", "x", { networks: ["10.0.0.0/8"] })).toBeUndefined();
    expect(addressRefusal("fd12::1", "x", { private: true })).toBeUndefined();
    expect(addressRefusal("10.1.2.3", "x", { loopback: true })).not.toBeUndefined();
  });
});

describe("an exchange", () => {
  const allow = { loopback: true };

  test("sends method, headers and body, and gives status, headers and body", async () => {
    const answer = await guardedFetch({
      url: `http://127.0.0.1:${port}/hook`,
      method: "POST",
      headers: { "webhook-id": "msg_1" },
      body: '{"type":"ä"}',
      allow,
    });
    expect({ status: answer.status, body: answer.body.toString(), isTruncated: answer.isTruncated }).toStrictEqual({
      status: 200,
      body: "hello",
      isTruncated: false,
    });
    expect(seen.at(-1)).toMatchObject({
      method: "POST",
      body: '{"type":"ä"}',
      headers: { "webhook-id": "msg_1", "user-agent": "plumbline", "content-length": "13" },
    });
  });

  test("returns a redirect as it is", async () => {
    const { status, headers } = await guardedFetch({ url: `http://127.0.0.1:${port}/redirect`, allow });
    expect([status, headers.location]).toStrictEqual([302, "http://169.254.169.254/"]);
  });

  test("reads a body up to its limit", async () => {
    const answer = await guardedFetch({ url: `http://127.0.0.1:${port}/big`, allow, maxResponseBytes: 1000 });
    expect([answer.body.length, answer.isTruncated]).toStrictEqual([1000, true]);
  });

  test.each([["/silent"], ["/slow-body"]])("ends at its time: %s", async (path) => {
    const startedAt = performance.now();
    expect(await faultOf({ url: `http://127.0.0.1:${port}${path}`, allow, timeoutMs: 300 })).toBe("timeout");
    expect(performance.now() - startedAt).toBeLessThan(1500);
  });

  test("names the other faults", async () => {
    expect(await faultOf({ url: `http://127.0.0.1:${port}/broken`, allow })).toBe("broken");
    expect(await faultOf({ url: "http://127.0.0.1:1/", allow })).toBe("connect");
    expect(await faultOf({ url: "http://no-such-host.invalid/" })).toBe("dns");
    expect(await faultOf({ url: `https://127.0.0.1:${port}/`, allow })).toBe("tls");
  });

  test("a server that never finishes TLS is a connection that did not come", async () => {
    const mute = createTcpServer(() => undefined);
    await new Promise<void>((done) => mute.listen(0, "127.0.0.1", done));
    const address = mute.address();
    const mutePort = typeof address === "object" && address !== null ? address.port : 0;
    expect(await faultOf({ url: `https://127.0.0.1:${mutePort}/`, allow, connectTimeoutMs: 200 })).toBe(
      "connect-timeout",
    );
    mute.close();
  });

  test("messages hold neither path, query nor credentials", async () => {
    const url = "http://user:hush@127.0.0.1:1/secret-path?token=hush";
    await expect(guardedFetch({ url, allow })).rejects.toThrow("127.0.0.1:1: nothing listens there (ECONNREFUSED)");
  });
});
