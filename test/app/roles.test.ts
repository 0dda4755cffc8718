import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildDashboard } from "../../server/dashboard.ts";
import { STAGING } from "../../server/sample/story.ts";
import { incidentResponseSchema, incidentsResponseSchema } from "../../shared/api.ts";
import { ROLES, type Role } from "../../shared/auth-config.ts";
import { IAP_AUDIENCE, type Issuer, startIssuer } from "../access/issuer.ts";
import { launchBrowser, openPage } from "../lib/browser.ts";
import { eventually, type RunningApp, startRunningApp } from "../lib/running-app.ts";

/** What can be pressed or written, on which page, and the least role that may; `in one` where a role in staging is enough. */
const ACTIONS: [path: string, action: RegExp, least: Role, where: "in one" | "everywhere"][] = [
  ["/incidents/:id", /^Acknowledge$/, "responder", "in one"],
  ["/incidents/:id", /^Run all again$/, "responder", "in one"],
  ["/incidents/:id", /^Run again: Endpoint /, "responder", "in one"],
  ["/incidents/:id", /^State of next step: /, "responder", "in one"],
  ["/incidents/:id", /^Comment$/, "responder", "in one"],
  ["/incidents/:id", /^Answer: /, "commander", "in one"],
  ["/incidents/:id", /^Edit the answer to: /, "commander", "in one"],
  ["/incidents/:id/report", /^Save version$/, "responder", "in one"],
  ["/incidents/:id/report", /^What went well$/, "responder", "in one"],
  ["/incidents/:id/report", /^Executive summary$/, "commander", "in one"],
  ["/groups/:id", /^Join another$/, "responder", "in one"],
  ["/groups/:id", /^Mute$/, "commander", "in one"],
  // Nothing is compared for those who may not look at the reference.
  ["/environments", /^Ask the live systems of sample-staging now$/, "responder", "everywhere"],
  ["/sources", /^Pause http$/, "responder", "everywhere"],
  ["/webhooks", /^Send a test to pager$/, "admin", "everywhere"],
  ["/webhooks", /^Let messages wait$/, "admin", "everywhere"],
  ["/settings", /^Edit agent-gateway$/, "commander", "everywhere"],
  ["/settings", /^New token$/, "admin", "everywhere"],
  ["/settings", /^Remove the sample$/, "admin", "everywhere"],
];
const PATHS = [...new Set(ACTIONS.map(([path]) => path))];
/** What stands on a page once it has its data, or the word that it is for others. */
const READY: Record<string, string> = {
  "/incidents/:id": "#coverage",
  "/incidents/:id/report": "#words",
  "/groups/:id": "#parts",
  "/environments": "main h2",
  "/sources": "main [id^=source-], main [role=alert], main .empty",
  "/webhooks": "#deliveries, main [role=alert], main .empty",
  "/settings": "#services li, main [role=alert]",
};

let issuer: Issuer;
let app: RunningApp;
let browser: Browser;
let ids: { incident: string; group: string };

beforeAll(async () => {
  await buildDashboard(new URL("../..", import.meta.url).pathname, () => undefined, new AbortController().signal);
  issuer = await startIssuer();
  const secret = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;
  [browser, app] = await Promise.all([launchBrowser(), startRunningApp({ config: configWith(issuer, secret) })]);
  const admin = { "x-goog-iap-jwt-assertion": issuer.iap({ email: "admin@all.example" }) };
  const read = async (path: string) => (await app.call("GET", path, undefined, admin)).body;
  const entry = {
    logName: "projects/p/logs/app",
    timestamp: new Date().toISOString(),
    insertId: "1",
    textPayload: "hi",
  };
  await app.call("POST", "/entries", [entry], admin);
  const incident = await eventually(
    async () => incidentsResponseSchema.parse(await read("/incidents")).incidents[0]?.id,
  );
  const { groups } = incidentResponseSchema.parse(await read(`/incidents/${incident}`)).incident;
  ids = { incident, group: groups[0]?.id ?? "" };
});
afterAll(async () => {
  await browser.close();
  await app.stop();
  await issuer.close();
});

function configWith({ jwksUrl }: Issuer, secret: string) {
  return {
    webhooks: [{ name: "pager", url: "http://127.0.0.1:9/hook", secret }],
    auth: {
      iap: { audience: IAP_AUDIENCE, jwksUrl },
      roles: [
        ...ROLES.map((role) => ({ role, emails: [`${role}@all.example`] })),
        ...ROLES.map((role) => ({ role, emails: [`${role}@staging.example`], environments: [STAGING.environment] })),
      ],
    },
    server: { trustedProxies: ["loopback"], requestsPerMinute: 10_000 },
  };
}

/** The admin does everything in the tests beside this one. */
describe.each(["viewer", "responder", "commander"] as const)("a %s sees what they may do, and nothing else", (role) => {
  test("with the role everywhere", async () => {
    expect(await seenBy(`${role}@all.example`, PATHS)).toEqual({
      actions: expected((_where, least) => ROLES.indexOf(role) >= ROLES.indexOf(least)),
      refused: [],
      told:
        role === "viewer"
          ? ["You can look at this incident, not change it. This takes the role responder; you are viewer."]
          : [],
    });
  });
});

test("a commander of one environment acts there, and what belongs to the installation says why it is not shown", async () => {
  expect(await seenBy("commander@staging.example", PATHS)).toEqual({
    actions: expected((where, least) => where === "in one" && least !== "admin"),
    // Of sources and endpoints those are told that are about the environment alone: here none.
    refused: ["GET /api/v1/services"],
    told: [],
  });
});

const expected = (may: (where: string, least: Role) => boolean) =>
  ACTIONS.filter(([, , least, where]) => may(where, least)).map(([path, action]) => `${path} ${action}`);

async function pageOf(email: string) {
  return openPage(browser, { extraHTTPHeaders: { "x-goog-iap-jwt-assertion": issuer.iap({ email }) } });
}

/** What of the actions somebody can use on the pages, and which requests of the pages were refused. */
async function seenBy(email: string, paths: readonly string[]) {
  const { page } = await pageOf(email);
  const refused = new Set<string>();
  page.on("response", (response) => {
    if (response.status() === 403) refused.add(`${response.request().method()} ${new URL(response.url()).pathname}`);
  });
  const actions: string[] = [];
  const told: string[] = [];
  await page.goto(`${app.url}/nowhere`);
  for (const path of paths) {
    await go(page, path.replace(":id", path.startsWith("/groups") ? ids.group : ids.incident));
    await page
      .locator(READY[path] ?? "")
      .first()
      .waitFor();
    const names = await usable(page);
    const some = ACTIONS.filter(([on, action]) => on === path && names.some((name) => action.test(name)));
    told.push(...(await page.getByText(/^You can look at this incident/).allTextContents()));
    actions.push(...some.map(([on, action]) => `${on} ${action}`));
  }
  await page.context().close();
  return { actions, refused: [...refused].sort(), told };
}

/** As a link does: what the page knows of the person stays. */
async function go(page: Page, path: string): Promise<void> {
  await page.evaluate((to) => history.pushState(null, "", to), path);
}

/** The names of what can be pressed or written on the page. */
async function usable(page: Page): Promise<string[]> {
  return page.locator("button, select, input, textarea").evaluateAll((controls) =>
    controls
      .filter((one) => !one.matches("[readonly], :disabled") && one.getClientRects().length > 0)
      .map((one) => {
        const label = one.id === "" ? undefined : document.querySelector(`label[for="${one.id}"]`)?.textContent;
        return (one.getAttribute("aria-label") ?? label ?? one.textContent ?? "").trim();
      }),
  );
}
