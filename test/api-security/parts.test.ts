import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sourceIdOf } from "../../server/lib/source-id.ts";
import { statusResponseSchema } from "../../shared/api.ts";
import { sourcesResponseSchema, webhooksResponseSchema } from "../../shared/api-operations.ts";
import { maintenanceListSchema, maintenanceSchema } from "../../shared/api-webhooks.ts";
import { IAP_AUDIENCE, type Issuer, startIssuer } from "../access/issuer.ts";
import { type RunningApp, startRunningApp } from "../lib/running-app.ts";
import { SECRET } from "../notify/webhook.ts";

let issuer: Issuer;
let app: RunningApp;

const source = (project: string) => ({ kind: "cloud-logging", project, endpoint: "127.0.0.1:1", insecure: true });
const webhook = (name: string, environments?: string[]) => ({
  ...{ name, url: `https://${name}.invalid/`, secret: SECRET },
  ...(environments === undefined ? {} : { environments }),
});

beforeAll(async () => {
  issuer = await startIssuer();
  app = await startRunningApp({
    sample: false,
    config: {
      environments: [
        { name: "staging", projects: ["p-staging"] },
        { name: "production", projects: ["p-production"], reference: true },
      ],
      sources: [source("p-staging"), source("p-production"), { kind: "folder", path: "/nonexistent" }],
      webhooks: [
        webhook("ours", ["staging"]),
        webhook("theirs", ["production"]),
        webhook("both", ["staging", "production"]),
        webhook("any"),
      ],
      auth: {
        iap: { audience: IAP_AUDIENCE, jwksUrl: issuer.jwksUrl },
        roles: [
          { role: "admin", emails: ["ada@example.com"] },
          { role: "viewer", emails: ["vi@example.com", "mixed@example.com"], environments: ["staging"] },
          { role: "admin", emails: ["grace@example.com"], environments: ["staging"] },
          { role: "viewer", emails: ["mixed@example.com"] },
          { role: "admin", emails: ["mixed@example.com"], environments: ["staging"] },
        ],
      },
    },
  });
});
afterAll(async () => {
  await app.stop();
  await issuer.close();
});

const ask = (name: string, method: string, path: string, body?: unknown) =>
  app.call(method, path, body, { "x-goog-iap-jwt-assertion": issuer.iap({ email: `${name}@example.com` }) });
const statusOf = async (...asked: Parameters<typeof ask>) => (await ask(...asked)).status;
const idOf = (project: string) => sourceIdOf(`cloud-logging ${project}`);
const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();

describe("who has a role in one environment", () => {
  test("sees the sources that read its projects alone, and their state", async () => {
    const seen = async (name: string) =>
      sourcesResponseSchema
        .parse((await ask(name, "GET", "/sources")).body)
        .sources.map((one) => [one.name, one.environment])
        .sort();
    expect(await seen("vi")).toEqual([["cloud-logging p-staging", "staging"]]);
    expect(await seen("ada")).toEqual([
      ["cloud-logging p-production", "production"],
      ["cloud-logging p-staging", "staging"],
      ["folder /nonexistent", null],
    ]);
    const status = statusResponseSchema.parse((await ask("vi", "GET", "/status")).body);
    expect(status.sources.map(({ name }) => name)).toEqual(["cloud-logging p-staging"]);
  });

  test("pauses and resumes these where the role suffices; others are not there", async () => {
    const pause = (name: string, id: string) => statusOf(name, "POST", `/sources/${id}/pause`, { reason: "planned" });
    expect(await pause("vi", idOf("p-staging"))).toBe(403);
    expect(await pause("grace", idOf("p-production"))).toBe(404);
    expect(await pause("grace", sourceIdOf("folder /nonexistent"))).toBe(404);
    expect(await pause("grace", sourceIdOf("http"))).toBe(404);
    expect(await pause("grace", idOf("p-staging"))).toBe(200);
    expect(await statusOf("grace", "POST", `/sources/${idOf("p-staging")}/resume`)).toBe(200);
  });

  test("sees the webhooks that hear of it alone, with what was sent to them", async () => {
    for (const name of ["ours", "theirs"]) await ask("ada", "POST", `/webhooks/${name}/test`);
    const seen = async (name: string) => {
      const { webhooks, deliveries } = webhooksResponseSchema.parse((await ask(name, "GET", "/webhooks")).body);
      return [webhooks.map((one) => one.name), deliveries.map(({ endpoint }) => endpoint)];
    };
    expect(await seen("vi")).toEqual([["ours"], ["ours"]]);
    expect(await seen("ada")).toEqual([
      ["ours", "theirs", "both", "any"],
      ["theirs", "ours"],
    ]);
  });

  test("tries and pauses these as an admin there; others are not there", async () => {
    expect(await statusOf("vi", "POST", "/webhooks/ours/test")).toBe(403);
    for (const name of ["theirs", "both", "any", "none"]) {
      expect([name, await statusOf("grace", "POST", `/webhooks/${name}/test`)]).toEqual([name, 404]);
    }
    expect(await statusOf("grace", "POST", "/webhooks/ours/pause")).toBe(200);
    const status = statusResponseSchema.parse((await ask("vi", "GET", "/status")).body);
    expect(status.disabledWebhooks).toEqual([{ name: "ours", reason: "paused by grace@example.com" }]);
    expect(await statusOf("grace", "POST", "/webhooks/ours/enable")).toBe(200);
  });

  test("lets messages to these wait, and ends that; what holds everything back is seen, and left to others", async () => {
    const add = (name: string, endpoint?: string) =>
      ask(name, "POST", "/maintenance", {
        to: inAnHour(),
        reason: "planned",
        ...(endpoint === undefined ? {} : { endpoint }),
      });
    const made = async (name: string, endpoint?: string) =>
      maintenanceSchema.parse((await add(name, endpoint)).body).id;
    expect([(await add("vi", "ours")).status, (await add("grace", "theirs")).status]).toEqual([403, 403]);
    expect([(await add("grace")).status, (await add("mixed")).status]).toEqual([403, 403]);
    const [all, theirs] = [await made("ada"), await made("ada", "theirs")];
    const [ours, mixed] = [await made("grace", "ours"), await made("mixed", "ours")];
    const seen = maintenanceListSchema.parse((await ask("vi", "GET", "/maintenance")).body).maintenance;
    expect(seen.map(({ id }) => id).sort()).toEqual([all, ours, mixed].sort());
    const end = (name: string, id: string) => statusOf(name, "DELETE", `/maintenance/${id}`);
    expect([await end("grace", all), await end("grace", theirs), await end("vi", ours)]).toEqual([403, 404, 403]);
    expect([await end("grace", ours), await end("mixed", mixed)]).toEqual([200, 200]);
    expect([await end("ada", all), await end("ada", theirs), await end("ada", theirs)]).toEqual([200, 200, 404]);
  });
});
