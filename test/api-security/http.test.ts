import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { jsonOf } from "../../server/api/guard-body.ts";
import { incidentResponseSchema, incidentsResponseSchema } from "../../shared/api.ts";
import { auditResponseSchema, newTokenResponseSchema, tokensResponseSchema } from "../../shared/api-access.ts";
import { IAP_AUDIENCE, type Issuer, startIssuer } from "../access/issuer.ts";
import { eventually, type RunningApp, startRunningApp } from "../lib/running-app.ts";

let issuer: Issuer;
let app: RunningApp;

beforeAll(async () => {
  issuer = await startIssuer();
  app = await startRunningApp({
    config: {
      auth: {
        tokens: true,
        iap: { audience: IAP_AUDIENCE, jwksUrl: issuer.jwksUrl },
        roles: [
          { role: "admin", emails: ["ada@example.com"] },
          { role: "responder", emails: ["grace@example.com"] },
          { role: "viewer", emails: ["flood@example.com"] },
        ],
      },
      server: { trustedProxies: ["loopback"], requestsPerMinute: 100 },
    },
  });
});
afterAll(async () => {
  await app.stop();
  await issuer.close();
});

const as = (email: string) => ({ "x-goog-iap-jwt-assertion": issuer.iap({ email }) });
const ada = () => as("ada@example.com");

describe("edits", () => {
  test("carry the address of who signed in", async () => {
    const incident = await eventually(async () => {
      const { body } = await app.call("GET", "/incidents", undefined, ada());
      return incidentsResponseSchema.parse(body).incidents[0];
    });
    const found = await app.call("GET", `/incidents/${incident.id}`, undefined, ada());
    const stepId = incidentResponseSchema.parse(found.body).incident.remediation.steps[0]?.id;
    const comment = await app.call(
      "POST",
      `/incidents/${incident.id}/comments`,
      { text: "password=hunter2 works" },
      ada(),
    );
    expect(comment.status).toBe(200);
    expect(JSON.stringify(comment.body)).not.toContain("hunter2");
    const path = `/incidents/${incident.id}/steps/${stepId}`;
    expect((await app.call("PATCH", path, { owner: "Grace" }, as("grace@example.com"))).status).toBe(200);
    const after = await app.call("GET", `/incidents/${incident.id}`, undefined, ada());
    expect(incidentResponseSchema.parse(after.body).edits[0]).toMatchObject({ who: "grace@example.com", to: "Grace" });
  });
});

describe("API tokens", () => {
  test("are shown once, do what their scopes say, and end when they are revoked", async () => {
    const made = await app.call("POST", "/tokens", { name: "ci", scopes: ["incidents:read"] }, ada());
    const { token, kept } = newTokenResponseSchema.parse(made.body);
    const bearer = { authorization: `Bearer ${token}` };
    expect(made.status).toBe(201);
    expect((await app.call("GET", "/whoami", undefined, bearer)).body).toEqual({
      who: "token ci",
      method: "token",
      role: null,
      environments: null,
      roleIn: {},
      canSignOut: false,
      scopes: ["incidents:read"],
    });
    expect((await app.call("GET", "/tokens", undefined, bearer)).status).toBe(403);
    const list = await app.call("GET", "/tokens", undefined, ada());
    expect(JSON.stringify(list.body)).not.toContain(token);
    expect(tokensResponseSchema.parse(list.body).tokens[0]).toMatchObject({
      name: "ci",
      createdBy: "ada@example.com",
      lastUsedAt: expect.any(String),
    });
    await app.call("DELETE", `/tokens/${kept.id}`, undefined, ada());
    expect((await app.call("GET", "/whoami", undefined, bearer)).status).toBe(401);
  });

  test.each([
    [{ name: "", scopes: ["admin"] }],
    [{ name: "x", scopes: [] }],
    [{ name: "x", scopes: ["root"] }],
    [{ name: "x", scopes: ["admin"], days: 400 }],
    [{ name: "x", scopes: ["admin"], hash: "00" }],
  ])("are not made of %j", async (body) => {
    expect((await app.call("POST", "/tokens", body, ada())).status).toBe(400);
  });
});

describe("the audit log", () => {
  test("holds sign-ins, changes and refusals, newest first, for admins", async () => {
    await app.call("POST", "/tokens", { name: "x", scopes: ["admin"] }, as("grace@example.com"));
    await app.call("GET", "/incidents", undefined, { authorization: "Bearer nonsense" });
    await app.call("DELETE", "/tokens/999999", undefined, ada());
    const rows = await eventually(async () => {
      const all = auditResponseSchema.parse((await app.call("GET", "/audit", undefined, ada())).body).rows;
      return all.some(({ action, outcome }) => action === "DELETE /tokens/:id" && outcome === "failed")
        ? all
        : undefined;
    });
    const lines = rows.map(({ who, method, action, outcome, detail }) => [who, method, action, outcome, detail]);
    expect(lines).toContainEqual(["ada@example.com", "iap", "sign-in", "done", null]);
    expect(lines).toContainEqual(["ada@example.com", "iap", "POST /tokens", "asked", null]);
    expect(lines).toContainEqual(["grace@example.com", "iap", "PATCH /incidents/:id/steps/:stepId", "asked", null]);
    expect(lines).toContainEqual(["grace@example.com", "iap", "POST /tokens", "refused", "not permitted"]);
    expect(lines).toContainEqual(["nobody", "none", "sign-in", "refused", expect.stringContaining("Sign in first")]);
    expect(lines).toContainEqual(["ada@example.com", "iap", "DELETE /tokens/:id", "failed", "answered 404"]);
    expect(rows.map(({ id }) => Number(id))).toEqual(rows.map(({ id }) => Number(id)).sort((a, b) => b - a));
    expect((await app.call("GET", "/audit", undefined, as("grace@example.com"))).status).toBe(403);
  });

  test("leaves as NDJSON, whole", async () => {
    const response = await fetch(`${app.url}/api/v1/audit?format=ndjson`, { headers: ada() });
    expect(response.headers.get("content-type")).toContain("application/x-ndjson");
    const rows = (await response.text())
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(rows.at(-1)).toMatchObject({ id: "1", action: "sign-in" });
  });

  test("knows the address that a trusted proxy names", async () => {
    await app.call("DELETE", "/tokens/1000", undefined, { ...ada(), "x-forwarded-for": "203.0.113.9" });
    const { rows } = auditResponseSchema.parse((await app.call("GET", "/audit?limit=3", undefined, ada())).body);
    expect(rows.map(({ address }) => address)).toContain("203.0.113.9");
  });
});

describe("bodies", () => {
  test.each([
    ["too large once unpacked", gzipSync(Buffer.alloc(5_000_000, " ")), { "content-encoding": "gzip" }, 413],
    ["too large", Buffer.alloc(200_000, " "), {}, 413],
    ["packed in an unknown way", Buffer.from("{}"), { "content-encoding": "zstd-9" }, 415],
    ["too deep", Buffer.from(`{"text":${"[".repeat(40)}${"]".repeat(40)}}`), {}, 400],
    ["of too many keys", Buffer.from(`{${Array.from({ length: 1100 }, (_, i) => `"k${i}":1`).join(",")}}`), {}, 400],
    ["reaching for a prototype", Buffer.from('{"__proto__":{"role":"admin"},"text":"x"}'), {}, 400],
    ["no object", Buffer.from("12"), {}, 400],
    ["broken UTF-8", Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), {}, 400],
  ])("that are %s are refused", async (_what, body, headers, status) => {
    const response = await fetch(`${app.url}/api/v1/incidents/none/comments`, {
      method: "POST",
      body,
      headers: { "content-type": "application/json", ...ada(), ...headers },
    });
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ error: { message: expect.any(String) } });
  });

  test("of 32 levels and 1000 keys are read, and what stands in texts is not counted", () => {
    const deep = `${"[".repeat(32)}${"]".repeat(32)}`;
    expect(jsonOf(Buffer.from(deep))).toEqual(JSON.parse(deep));
    const text = JSON.stringify({ text: `${"[{".repeat(500)}":\\"${":".repeat(2000)}` });
    expect(jsonOf(Buffer.from(text))).toEqual(JSON.parse(text));
  });
});

describe("answers", () => {
  test("forbid framing, sniffing and reading from elsewhere, and HSTS holds over TLS", async () => {
    const { headers } = await app.call("GET", "/status", undefined, { ...ada(), "x-forwarded-proto": "https" });
    expect(Object.fromEntries(headers)).toMatchObject({
      "content-security-policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
      "cross-origin-resource-policy": "same-origin",
      "cache-control": "no-store",
      "strict-transport-security": "max-age=31536000; includeSubDomains",
    });
    const plain = await app.call("GET", "/status", undefined, ada());
    expect(plain.headers.get("strict-transport-security")).toBeNull();
    expect(plain.headers.get("x-powered-by")).toBeNull();
  });

  test.each(["/api/v1/status", "/api/v1/nothing", "/metrics", "/ingest/pubsub", "/v1/logs"])(
    "%s asks who is there",
    async (path) => {
      const response = await fetch(`${app.url}${path}`);
      expect(response.status).toBe(401);
      expect(response.headers.get("www-authenticate")).toBe('Bearer realm="plumbline"');
    },
  );

  test("health is told to everybody", async () => {
    expect((await fetch(`${app.url}/healthz`)).status).toBe(200);
  });
});

/** Answers to the same request, a hundred and thirty at once, until one is refused: allowances come back while a machine is slow. */
async function askedUntilRefused(ask: () => ReturnType<RunningApp["call"]>) {
  const answers: Awaited<ReturnType<typeof ask>>[] = [];
  while (answers.length < 2000 && !answers.some(({ status }) => status === 429)) {
    answers.push(...(await Promise.all(Array.from({ length: 130 }, ask))));
  }
  return answers;
}

test("who asks too often is told how long to wait, and nobody else is", async () => {
  const flood = await askedUntilRefused(() => app.call("GET", "/whoami", undefined, as("flood@example.com")));
  const refused = flood.filter(({ status }) => status === 429);
  expect(refused.length).toBeGreaterThan(0);
  expect(flood.length - refused.length).toBeGreaterThanOrEqual(100);
  expect(Number(refused[0]?.headers.get("retry-after"))).toBeGreaterThan(0);
  expect((await app.call("GET", "/whoami", undefined, ada())).status).toBe(200);
});

test("who guesses tokens is slowed down, also where entries are taken, which has no such limit otherwise", async () => {
  const own = await startRunningApp({
    sample: false,
    config: { auth: { tokens: true }, server: { requestsPerMinute: 10 } },
  });
  const guess = () => own.call("POST", "/entries", {}, { authorization: "Bearer plb_guess" });
  const guesses = await askedUntilRefused(guess);
  await own.stop();
  const count = (wanted: number) => guesses.filter(({ status }) => status === wanted).length;
  expect([count(401) >= 100, count(429) > 0, count(401) + count(429)]).toEqual([true, true, guesses.length]);
});
