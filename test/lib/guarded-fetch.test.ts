import { lookup } from "node:dns/promises";
import { createServer, type Server } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { createServer as createTcpServer } from "node:net";
import { hostname } from "node:os";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addressRefusal } from "../../server/lib/address-rules.ts";
import { GuardedFetchError, type GuardedRequest, guardedFetch } from "../../server/lib/guarded-fetch.ts";
import { selfSigned } from "./certificate.ts";
import { underLoad } from "./patience.ts";

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
    ["translated loopback", "[::ffff:0:7f00:1]"],
    ["ORCHID", "[2001:20::1]"],
    ["octal, two parts", "0177.1"],
    ["octal, padded", "0000177.0.0.01"],
    ["hexadecimal in each part", "0x7f.0x0.0x0.0x1"],
    ["one hexadecimal number", "0x7f000001"],
    ["one octal number", "017700000001"],
    ["hexadecimal with zeros", "0x00007f.0.0.1"],
    ["capital hexadecimal", "0X7F000001"],
    ["full-width digits and dots", "１２７．０．０．１"],
    ["ideographic full stops", "127。0。0。1"],
    ["half-width full stops", "127｡0｡0｡1"],
    ["a circled number", "⑫⑦.0.0.1"],
    ["a subdomain of localhost", "admin.localhost"],
    ["localhost in circled letters", "ⓛⓞⓒⓐⓛⓗⓞⓢⓣ"],
    ["localhost, percent-encoded", "%6cocalhost"],
    ["a soft hyphen in localhost", "local\u00adhost"],
    ["10/8 as one number", "167772161"],
    ["10/8 in hexadecimal", "0xa.1"],
    ["172.16/12 in octal", "0254.020.0.1"],
    ["192.168/16 as one number", "3232235521"],
    ["192.168/16, short form", "192.168.257"],
    ["mapped 10/8", "[::ffff:10.0.0.1]"],
    ["mapped 192.168/16 in hexadecimal", "[::ffff:c0a8:1]"],
    ["mapped, in full", "[0:0:0:0:0:ffff:7f00:0001]"],
    ["compatible 10/8", "[::10.0.0.1]"],
    ["metadata in hexadecimal", "0xa9fea9fe"],
    ["metadata in octal", "0251.0376.0251.0376"],
    ["metadata, short form", "169.254.43518"],
    ["metadata, mapped in hexadecimal", "[::ffff:a9fe:a9fe]"],
    ["metadata, compatible", "[::169.254.169.254]"],
    ["metadata of Google over IPv6", "[fd20:ce::254]"],
    ["metadata by another name", "metadata.goog"],
    ["metadata of AWS by name", "instance-data.ec2.internal"],
    ["metadata name, percent-encoded", "metadata.google%2einternal"],
    ["metadata name in full-width letters", "ｍetadata.google.internal"],
    ["Alibaba's metadata", "100.100.100.200"],
    ["6to4 of 10/8", "[2002:a00:1::]"],
    ["NAT64 of 127.0.0.1", "[64:ff9b::7f00:1]"],
    ["NAT64 of 10/8, local prefix", "[64:ff9b:1::a00:1]"],
    ["site-local IPv6", "[fec0::1]"],
    ["discard prefix", "[100::1]"],
    ["documentation IPv6", "[2001:db8::1]"],
    ["multicast IPv6", "[ff02::1]"],
    ["the last address of carrier-grade NAT", "100.127.255.255"],
    ["the last address of loopback", "127.255.255.255"],
    ["reserved", "240.0.0.1"],
    ["benchmark, its end", "198.19.255.255"],
    ["test network 1", "192.0.2.1"],
    ["test network 2", "198.51.100.1"],
    ["protocol assignments", "192.0.0.1"],
    ["6to4 relay", "192.88.99.1"],
  ])("%s: %s", async (_what, host) => {
    expect(await faultOf({ url: `http://${host}:${port}/` })).toBe("address-refused");
    expect(await faultOf({ url: `http://public.example@${host}:${port}/` })).toBe("address-refused");
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
    expect(await faultOf({ url: `http://127.0.0.1:${port}${path}`, allow, timeoutMs: 1000 })).toBe("timeout");
    expect(performance.now() - startedAt).toBeLessThan(underLoad(1500));
  });

  test("names the other faults", async () => {
    expect(await faultOf({ url: `http://127.0.0.1:${port}/broken`, allow })).toBe("broken");
    expect(await faultOf({ url: "http://127.0.0.1:1/", allow })).toBe("connect");
    expect(await faultOf({ url: "http://no-such-host.invalid/" })).toBe("dns");
    expect(await faultOf({ url: `https://127.0.0.1:${port}/`, allow })).toBe("tls");
  });

  test("a certificate that nobody vouches for is refused, and taken where it is trusted", async () => {
    const { key, certificate } = selfSigned(["localhost"]);
    const secure = createHttpsServer({ key, cert: certificate }, (_request, response) => void response.end());
    await new Promise<void>((done) => secure.listen(0, "127.0.0.1", done));
    const address = secure.address();
    const url = `https://localhost:${typeof address === "object" && address !== null ? address.port : 0}/`;
    expect(await faultOf({ url, allow })).toBe("tls");
    expect(await faultOf({ url, allow, ca: certificate })).toBe("answered 200");
    secure.close();
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
