import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { incidentsResponseSchema } from "../../shared/api.ts";
import { auditResponseSchema } from "../../shared/api-access.ts";
import {
  reportChangesResponseSchema,
  reportVersionResponseSchema,
  reportVersionsResponseSchema,
} from "../../shared/api-reports.ts";
import { ROLES } from "../../shared/auth-config.ts";
import { analysisSchema } from "../../shared/incident.ts";
import { publicReportSchema } from "../../shared/public-report.ts";
import { IAP_AUDIENCE, type Issuer, startIssuer } from "../access/issuer.ts";
import { eventually, type RunningApp, startRunningApp } from "../lib/running-app.ts";

let issuer: Issuer;
let app: RunningApp;
let base: string;

beforeAll(async () => {
  issuer = await startIssuer();
  app = await startRunningApp({
    config: {
      auth: {
        iap: { audience: IAP_AUDIENCE, jwksUrl: issuer.jwksUrl },
        roles: ROLES.map((role) => ({ role, emails: [`${role}@example.com`] })),
      },
      server: { trustedProxies: ["loopback"], requestsPerMinute: 10_000 },
    },
  });
  const id = await eventually(
    async () => incidentsResponseSchema.parse((await ask("viewer", "GET", "/incidents")).body).incidents[0]?.id,
  );
  base = `/incidents/${id}`;
});
afterAll(async () => {
  await app.stop();
  await issuer.close();
});

type Role = (typeof ROLES)[number];
const ask = (role: Role, method: string, path: string, body?: unknown) =>
  app.call(method, path, body, { "x-goog-iap-jwt-assertion": issuer.iap({ email: `${role}@example.com` }) });
const save = async (body: unknown = {}) =>
  reportVersionResponseSchema.parse((await ask("responder", "POST", `${base}/reports`, body)).body).version;

describe("versions of a report over HTTP", () => {
  test("are saved by responders, listed for viewers, and compared in words", async () => {
    expect((await ask("viewer", "POST", `${base}/reports`, {})).status).toBe(403);
    const first = await save();
    expect(first).toMatchObject({ number: 1, state: "draft", audience: "internal", savedBy: "responder@example.com" });
    expect(Object.keys(first.rules.rooms ?? {})).toContain("causes");

    await ask("responder", "PUT", `${base}/lessons/lessons-lucky`, { text: "It was staging." });
    const second = await save();
    const list = reportVersionsResponseSchema.parse((await ask("viewer", "GET", `${base}/reports`)).body);
    expect(list.versions).toEqual([second, first]);
    const { from, to, changes } = reportChangesResponseSchema.parse(
      (await ask("viewer", "GET", `${base}/reports/2/changes`)).body,
    );
    expect([from, to]).toEqual([1, 2]);
    expect(changes).toContain("responder@example.com wrote “lessons: lucky”.");
    const now = reportChangesResponseSchema.parse(
      (await ask("viewer", "GET", `${base}/reports/2/changes?from=now`)).body,
    );
    expect([now.from, now.to]).toEqual([2, "now"]);
  });

  test("become final by a commander alone, and stay so", async () => {
    const { number } = await save({ audience: "public" });
    const path = `${base}/reports/${number}`;
    expect((await ask("responder", "PATCH", path, { state: "in-review" })).status).toBe(200);
    const refused = await ask("responder", "PATCH", path, { state: "final" });
    expect(refused).toMatchObject({
      status: 403,
      body: { error: { message: expect.stringContaining("making a version final takes commander") } },
    });
    expect((await ask("commander", "PATCH", path, { state: "final" })).body).toMatchObject({
      version: { state: "final", markedBy: "commander@example.com" },
    });
    expect((await ask("admin", "PATCH", path, { state: "draft" })).status).toBe(409);
    const rows = auditResponseSchema.parse((await ask("admin", "GET", "/audit")).body).rows;
    expect(rows.map(({ who, action, outcome }) => `${who} ${action} ${outcome}`)).toContain(
      "commander@example.com PATCH /incidents/:id/reports/:number asked",
    );
  });

  test("are read in each format, for the readers that they are for unless asked otherwise", async () => {
    const inside = await save();
    const outside = await save({ audience: "public" });
    const get = (number: number, query: string) => ask("viewer", "GET", `${base}/reports/${number}?${query}`);

    expect(analysisSchema.safeParse((await get(inside.number, "format=json")).body).success).toBe(true);
    expect(publicReportSchema.parse((await get(outside.number, "format=json")).body).version).toEqual({
      number: outside.number,
      state: "draft",
    });
    expect(publicReportSchema.safeParse((await get(inside.number, "format=json&audience=public")).body).success).toBe(
      true,
    );
    const markdown = await get(outside.number, "format=markdown&audience=internal&zone=Asia/Tokyo");
    expect(markdown.body).toContain(
      `Version ${outside.number}, draft, not final, also for readers outside: saved by responder@example.com`,
    );
    expect(markdown.body).toContain("| Time (UTC) | Tokyo time |");
    expect(markdown.headers.get("content-disposition")).toMatch(
      new RegExp(`^attachment; filename="incident-[0-9a-f]{16}-v${outside.number}.md"$`),
    );
    const file = await get(outside.number, "format=csv");
    expect(file.headers.get("content-disposition")).toContain(`-v${outside.number}-public.csv"`);
    expect(file.body).not.toContain("agent-gateway");
  });

  test("are shown in a frame of our own pages, which runs nothing", async () => {
    const { number } = await save();
    for (const path of [`${base}/reports/${number}`, `${base}/report`]) {
      const shown = await ask("viewer", "GET", `${path}?format=html&disposition=inline`);
      expect(shown.headers.get("content-disposition")).toMatch(/^inline;/);
      expect(shown.headers.get("content-security-policy")).toMatch(
        /^default-src 'none'; style-src 'sha256-[^']{44}'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox allow-popups$/,
      );
      const taken = await ask("viewer", "GET", `${path}?format=html`);
      expect(taken.headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
      expect(
        (await ask("viewer", "GET", `${path}?format=json&disposition=inline`)).headers.get("content-disposition"),
      ).toMatch(/^attachment;/);
    }
  });

  test.each([
    ["GET", "/reports/99?format=json", 404, /has no version 99 of its report/],
    ["GET", "/reports/zero?format=json", 400, /expected its number, such as 1/],
    ["GET", "/reports/1?zone=Mars/Olympus", 400, /expected an IANA time zone such as Europe\/Berlin/],
    ["GET", "/report?format=docm", 400, /format/],
    ["GET", "/report?audience=everyone", 400, /audience/],
    ["GET", "/report?format=bundle&audience=public", 400, /A bundle holds the evidence/],
    ["GET", "/reports/1/changes", 400, /Version 1 is the first/],
    ["GET", "/reports/1/changes?from=99", 404, /has no version 99/],
    ["PATCH", "/reports/1", 400, /expected state, audience, or both/, {}],
    ["PATCH", "/reports/1", 400, /state/, { state: "published" }],
    ["PUT", "/words/impact-failed-requests", 400, /expected a whole number/, { text: "many" }],
    ["PUT", "/words/impact-failed-requests", 400, /expected a whole number/, { text: "-1" }],
    ["PUT", "/words/title", 404, /There is no field title: expected one of summary, public-summary/, { text: "x" }],
    ["PUT", "/words/summary", 400, /text/, { text: "x".repeat(5001) }],
    ["PUT", "/lessons/summary", 404, /expected one of lessons-well, lessons-wrong, lessons-lucky/, { text: "x" }],
  ] as const)("%s %s answers %d in words", async (method, path, status, words, body?: unknown) => {
    const answer = await ask("commander", method, `${base}${path}`, body);
    expect([answer.status, JSON.stringify(answer.body)]).toEqual([status, expect.stringMatching(words)]);
  });

  test("lessons take a responder, summary and impact a commander; secrets are replaced", async () => {
    expect((await ask("viewer", "PUT", `${base}/lessons/lessons-well`, { text: "x" })).status).toBe(403);
    expect((await ask("responder", "PUT", `${base}/words/summary`, { text: "x" })).status).toBe(403);
    const secret = ["ghp", "0123456789abcdefghijABCDEFGHIJ012345"].join("_");
    const { body } = await ask("commander", "PUT", `${base}/words/summary`, { text: `The token ${secret} was gone.` });
    expect(JSON.stringify(body)).not.toContain(secret);
    expect(JSON.stringify(body)).toContain("The token «redacted:");
  });
});
