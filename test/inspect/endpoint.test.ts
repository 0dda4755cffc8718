import { createServer, type Server } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, environments, gist, question } from "./ask.ts";

let server: Server;
let base: string;

beforeAll(async () => {
  server = createServer((request, response) => {
    const path = request.url ?? "";
    if (path.startsWith("/silent")) return;
    if (path.startsWith("/broken")) return void request.socket.destroy();
    if (path.startsWith("/big")) return void response.end("x".repeat(300_000));
    if (path.startsWith("/moved")) response.setHeader("location", "http://elsewhere.example/?token=hush");
    if (path.startsWith("/key")) response.statusCode = request.headers["x-key"] === "hush" ? 204 : 401;
    else response.statusCode = Number(/\d{3}/.exec(path)?.[0] ?? 200);
    response.end(request.method === "HEAD" ? "" : "Pool class \u0000QueuePool <b>");
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  base = `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

function list() {
  return environments([
    {
      name: "staging",
      endpoints: [
        { route: "/api/mcp/servers", url: `${base}/500?token=hush` },
        { route: "/ok/:id", url: `${base}/200` },
        { route: "/big", url: `${base}/big` },
        { method: "HEAD", route: "/ok", url: `${base}/200` },
        { route: "/gone", url: `${base}/404`, expect: 404 },
        { route: "/moved", url: `${base}/moved/302` },
        { route: "/locked", url: `${base}/401` },
        { route: "/key", url: `${base}/key`, headers: { "x-key": "hush" }, expect: 204 },
        { route: "/silent", url: `${base}/silent`, timeoutMs: 300 },
        { route: "/patient", url: `${base}/silent`, timeoutMs: 30_000 },
        { route: "/broken", url: `${base}/broken` },
        { route: "/refused", url: "http://127.0.0.1:1/" },
        { route: "/metadata", url: "http://169.254.169.254/computeMetadata/v1/" },
      ],
    },
  ]);
}

test.each([
  ["GET /api/mcp/servers", "confirmed: GET /api/mcp/servers of staging answered 500, expected 2xx."],
  ["GET /ok/{name}", "refuted: GET /ok/{name} of staging answered 200, as expected."],
  ["HEAD /ok", "refuted: HEAD /ok of staging answered 200, as expected."],
  ["GET /gone/", "refuted: GET /gone/ of staging answered 404, as expected."],
  ["GET /big", "refuted: GET /big of staging answered 200, as expected."],
  [
    "GET /moved",
    "confirmed: GET /moved of staging answered 302, expected 2xx (redirect to http://elsewhere.example/?…, not followed).",
  ],
  [
    "GET /locked",
    "unknown: Not known whether GET /locked of staging fails: it answered 401: the probe was not let in; add credentials under its headers.",
  ],
  ["GET /key", "refuted: GET /key of staging answered 204, as expected."],
  ["GET /silent", "confirmed: GET /silent of staging gave no answer within N ms."],
  [
    "GET /patient",
    "unknown: Not known whether GET /patient of staging fails: no answer within N ms, the time of one check, while N ms are allowed.",
  ],
  ["GET /broken", "confirmed: GET /broken of staging closed the connection without an answer."],
  [
    "GET /refused",
    "unknown: Not known whether GET /refused of staging fails: 127.0.0.1:1: nothing listens there (ECONNREFUSED).",
  ],
  [
    "GET /metadata",
    "unknown: Not known whether GET /metadata of staging fails: 169.254.169.254 is a link-local, metadata or reserved address, which is never reached.",
  ],
  [
    "POST /ok",
    'unknown: Not known whether POST /ok of staging fails: no endpoint POST /ok is configured for environment "staging"; add it under environments[].endpoints.',
  ],
])("%s", async (target, expected) => {
  const [seen] = await ask([question("endpoint", target)], { environments: list(), budgetMs: 1000 });
  expect(gist(seen!).replace(/\d+(\.\d+)? m?s\b/g, "N ms")).toBe(expected);
  expect(JSON.stringify(seen)).not.toContain("hush");
});

test("the detail holds status, time and the beginning of the body without control characters", async () => {
  const asked = question("endpoint", "the servers page", { method: "GET", route: "/api/mcp/servers" });
  const [seen] = await ask([asked], { environments: list() });
  expect(seen?.detail).toStrictEqual({
    status: 500,
    latencyMs: expect.any(Number),
    location: null,
    bodyExcerpt: "Pool class QueuePool <b>",
    timeoutMs: 5000,
    expected: "2xx",
  });
  expect(seen?.how).toBe(`GET ${base}/500?…`);
});
