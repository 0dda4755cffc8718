import { expect, test } from "vitest";
import { readEntry } from "../../server/normalize/read-entry.ts";
import { createCounter } from "../../server/pipeline.ts";
import { redactDocument, redactJson } from "../../server/redact/document.ts";
import { redact } from "../../server/redact/redact.ts";
import { configSchema } from "../../shared/config.ts";

const SECRET = "hunter2hunter2";
const TOKEN = "gh" + "p_16C7e42F292c6912E7710c838347Ae178B4a";

/** What is counted of these entries, as one text. */
function counted(entries: readonly object[], config: unknown = {}): { text: string; redactions: object } {
  const counter = createCounter(configSchema.parse(config));
  for (const [i, entry] of entries.entries()) {
    const result = readEntry({
      insertId: `id${i}`,
      logName: "projects/shop-staging/logs/run.googleapis.com%2Fstderr",
      timestamp: `2026-03-01T12:00:0${i}Z`,
      resource: { type: "cloud_run_revision", labels: { service_name: "api", revision_name: "api-1" } },
      ...entry,
    });
    if ("rejected" in result) throw new Error(result.rejected);
    counter.push(result.entry);
  }
  counter.flush();
  return { text: JSON.stringify(counter.read()), redactions: Object.fromEntries(counter.redactions()) };
}

test("no part of an error keeps a secret: text, message, exceptions, statement", () => {
  const traceback = [
    "Traceback (most recent call last):",
    '  File "/app/db.py", line 3, in connect',
    `    engine = create("postgresql://app:${SECRET}@db/shop")`,
    `sqlalchemy.exc.OperationalError: could not connect to "postgresql://app:${SECRET}@db/shop"`,
    `[SQL: ALTER ROLE app PASSWORD '${SECRET}']`,
  ].join("\n");
  const { text, redactions } = counted([
    { severity: "ERROR", textPayload: traceback },
    {
      severity: "ERROR",
      jsonPayload: {
        message: "sign-in failed",
        password: SECRET,
        stack_trace: `Error: password=${SECRET}\n    at f (a.js:1:1)`,
      },
    },
  ]);
  expect(text).not.toContain(SECRET);
  expect(text).toContain("«redacted:");
  expect(redactions).toMatchObject({ "url-password": expect.any(Number), password: expect.any(Number) });
});

test("a secret in a path is what varies between requests: the route stays one", () => {
  const request = (token: string) => ({
    logName: "projects/shop-staging/logs/run.googleapis.com%2Frequests",
    httpRequest: {
      requestMethod: "GET",
      requestUrl: `https://api/reset/${token}/done?password=${SECRET}`,
      status: 500,
      userAgent: `bot/1 (token=${TOKEN})`,
      referer: `https://api/?session_token=${TOKEN}`,
    },
  });
  const { text } = counted([request(TOKEN), request(TOKEN.replace("16C7", "17D8"))]);
  expect(text).not.toMatch(/16C7e42F|17D8e42F|hunter2/);
  expect(text).toContain('"/reset/:id/done"');
});

test("what a change tells holds no secret", () => {
  const { text } = counted([{ severity: "INFO", textPayload: `Applying migration 'token=${TOKEN}'` }]);
  expect(text).toContain("was applied");
  expect(text).not.toContain(TOKEN);
});

test("the same failure with other secrets is one group", () => {
  const lines = ["16C7", "17D8", "dead", "1234", "beef"].map((part) => ({
    severity: "ERROR",
    textPayload: `upload refused: bad token ${TOKEN.replace("16C7", part)} for bucket a`,
  }));
  const { groups } = JSON.parse(counted(lines).text);
  expect(groups.map((group: { count: number }) => group.count)).toEqual([5]);
  const keyed = JSON.parse(counted(lines, { redaction: { key: "0123456789abcdef" } }).text).groups;
  expect(keyed.map((group: { count: number }) => group.count)).toEqual([5]);
});

test("e-mail and IP addresses of callers go where the configuration says so, and are still told apart", () => {
  const config = { redaction: { key: "0123456789abcdef", email: true, ip: true } };
  const request = (remoteIp: string) => ({
    logName: "projects/shop-staging/logs/run.googleapis.com%2Frequests",
    httpRequest: { requestMethod: "GET", requestUrl: "/users/ada@example.com", status: 500, remoteIp },
  });
  const { text } = counted([request("203.0.113.7"), request("203.0.113.8")], config);
  expect(text).not.toMatch(/203\.0\.113|ada@/);
  expect(JSON.parse(text).groups[0].distinctCallers).toBe(2);
});

test("a document that leaves is looked through in every text, and is the same where there is nothing to hide", () => {
  const document = { a: [{ b: `password=${SECRET}` }], c: 1, d: null };
  expect(redactDocument(document, redact)).toEqual({
    a: [{ b: "password=«redacted:password:00000000»" }],
    c: 1,
    d: null,
  });
  expect(redactDocument({ a: "b" }, redact)).toEqual({ a: "b" });
  expect(redactJson('{ "a":  "b" }', redact)).toBe('{ "a":  "b" }');
  expect(redactJson(`{"a":"token=${TOKEN}"}`, redact)).not.toContain(TOKEN);
});

test("e-mail or IP addresses without a key are a fault of the configuration, told in words", () => {
  expect(configSchema.safeParse({ redaction: { ip: true } }).error?.issues[0]?.message).toContain("expected a key");
});
