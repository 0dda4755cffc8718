import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type RunningApp, startRunningApp } from "../lib/running-app.ts";

let app: RunningApp;

beforeAll(async () => {
  app = await startRunningApp({ sample: false });
});
afterAll(() => app.stop());

/** Sends the path as it is written: fetch would tidy it. */
const get = (path: string, init: RequestInit = {}) => fetch(`${app.url}${path}`, { redirect: "manual", ...init });

describe("an address that nothing answers", () => {
  test.each([
    ["GET", "/assets/index-gone.js", 404],
    ["GET", "/assets/..%2f..%2fpackage.json", 404],
    ["GET", "/assets/%zz", 404],
    ["GET", "/%zz", 400],
    ["POST", "/", 404],
    ["PUT", "/incidents", 404],
    ["GET", "/api/v2/status", 404],
  ])("%s %s says so in one form, and nothing of the machine", async (method, path, status) => {
    const response = await get(path, { method });
    const text = await response.text();
    expect([response.status, response.headers.get("cache-control")]).toEqual([status, "no-store"]);
    expect(JSON.parse(text)).toEqual({
      error: { code: expect.any(String), message: expect.any(String), requestId: expect.any(String) },
    });
    expect(text).not.toMatch(/node_modules|dist|Error:|\bat /);
  });
});

describe("a NUL, which PostgreSQL does not keep,", () => {
  test.each([
    ["GET", "/incidents/%00", undefined, 400],
    ["GET", "/groups/%00", undefined, 400],
    ["POST", "/tokens", { name: "a\0b", scopes: ["incidents:read"] }, 400],
    ["POST", "/webhooks/none/replay", { messageId: "a\0" }, 400],
    ["DELETE", "/sessions/%00", undefined, 400],
    ["DELETE", "/filters/%00", undefined, 400],
    ["GET", "/checks?from=now-1h&environment=%00", undefined, 400],
  ])("in %s %s is told as a fault of the request", async (method, path, body, status) => {
    const answer = await app.call(method, path, body);
    expect([answer.status, answer.body]).toEqual([
      status,
      { error: expect.objectContaining({ message: expect.any(String) }) },
    ]);
  });
});

/** The first line of the answer to what is written as it is. */
function raw(text: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(Number(new URL(app.url).port), "127.0.0.1");
    let got = "";
    socket.on("data", (bytes) => {
      got += bytes;
      socket.end();
    });
    socket.on("error", () => undefined);
    socket.on("close", () => resolve(got.split("\r\n", 1)[0] ?? ""));
    socket.write(text.replaceAll("\n", "\r\n"));
  });
}

describe("a request that two readers would read differently", () => {
  test.each([
    ["two lengths", "POST / HTTP/1.1\nHost: localhost\nContent-Length: 3\nContent-Length: 4\n\nabcd", /^HTTP\/1.1 400/],
    [
      "a length and chunks",
      "POST /api/v1/tokens HTTP/1.1\nHost: localhost\nContent-Length: 5\nTransfer-Encoding: chunked\n\n0\n\nGET /healthz",
      /^HTTP\/1.1 400/,
    ],
    ["another host", "GET / HTTP/1.1\nHost: evil.example\n\n", /^HTTP\/1.1 421/],
    ["no host", "GET / HTTP/1.0\n\n", /^HTTP\/1.1 421/],
    ["a method that shows what was sent", "TRACE / HTTP/1.1\nHost: localhost\n\n", /^HTTP\/1.1 404/],
    ["a method that makes a tunnel", "CONNECT 169.254.169.254:80 HTTP/1.1\nHost: localhost\n\n", /^$/],
  ])("%s is refused", async (_what, text, answer) => {
    expect(await raw(text)).toMatch(answer);
  });

  test("one that says a parameter twice", async () => {
    expect((await app.call("GET", "/incidents?limit=1&limit=2")).status).toBe(400);
  });
});

describe("what is private", () => {
  test.each(["/api/v1/status", "/api/v1/incidents/none", "/api/v1/nothing", "/metrics", "/healthz", "/readyz"])(
    "%s is kept by no cache",
    async (path) => {
      expect((await get(path)).headers.get("cache-control")).toBe("no-store");
    },
  );

  test("the page itself is asked for anew, and its files hold for a year", async () => {
    const page = await get("/incidents");
    const [asset = ""] = /\/assets\/[\w.-]+\.js/.exec(await page.text()) ?? [];
    expect(page.headers.get("cache-control")).toBe("no-cache");
    expect((await get(asset)).headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
  });
});
