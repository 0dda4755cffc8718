import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildDashboard } from "../../server/dashboard.ts";
import { incidentResponseSchema, incidentsResponseSchema } from "../../shared/api.ts";
import { MINUTE } from "../../shared/time.ts";
import { launchBrowser, openPage } from "../lib/browser.ts";
import { every, request, text } from "../lib/entries.ts";
import { type LiveEnvironments, liveConfig, liveEnvironments } from "../lib/live-story.ts";
import { runOn } from "../lib/postgres.ts";
import { eventually, type RunningApp, startRunningApp } from "../lib/running-app.ts";

const USERS = "create table users (id text primary key); insert into users values ('system');";
const ORDERS = "create table orders (id bigint primary key, placed_at timestamptz not null)";
const version = (head: string) =>
  `create table alembic_version (version_num varchar(32)); insert into alembic_version values ('${head}');`;
/** What the migration does that was not applied. */
const MIGRATION = `${ORDERS}; update alembic_version set version_num = 'bbb222'`;
/** Every privilege that the code needs can be judged: the superuser that looks here has them all. */
const SERVICE = { name: "api", databaseRole: "pg_read_all_data" };
const MISSING =
  "sqlalchemy.exc.ProgrammingError: <class 'asyncpg.exceptions.UndefinedTableError'>: relation \"orders\" does not exist";
const WAIT_MS = 60_000;

let databases: LiveEnvironments;
let app: RunningApp;
let browser: Browser;
let page: Page;
let faults: string[];
let id: string;

beforeAll(async () => {
  await buildDashboard(new URL("../..", import.meta.url).pathname, () => undefined, new AbortController().signal);
  databases = await liveEnvironments(USERS + version("aaa111"), USERS + version("bbb222") + ORDERS);
  [browser, app] = await Promise.all([
    launchBrowser(),
    startRunningApp({ sample: false, config: { ...liveConfig(databases), services: [SERVICE] } }),
  ]);
  await app.call("POST", "/entries", failedUntil(14));
  id = await eventually(
    async () => incidentsResponseSchema.parse((await app.call("GET", "/incidents")).body).incidents[0]?.id,
    WAIT_MS,
  );
  ({ page, faults } = await openPage(browser));
  page.setDefaultTimeout(WAIT_MS);
});
afterAll(async () => {
  await browser.close();
  await app.stop();
  await databases.drop();
});

/** Three quarters of an hour of a route that fails every minute; the last one so many minutes ago. */
function failedUntil(minutesAgo: number) {
  const from = new Date(Date.now() - (minutesAgo + 45) * MINUTE).toISOString();
  return every(MINUTE, 45, from).flatMap((at) => [
    request({ at, path: "/api/orders", status: 500 }),
    text(MISSING, { at: at + 14, severity: "ERROR" }),
  ]);
}

/** The same route answers since, every half minute until now. */
function answeredSince(minutesAgo: number) {
  const from = new Date(Date.now() - minutesAgo * MINUTE).toISOString();
  return every(MINUTE / 2, minutesAgo * 2, from).map((at) => request({ at, path: "/api/orders" }));
}

const remediation = async () =>
  incidentResponseSchema.parse((await app.call("GET", `/incidents/${id}`)).body).incident.remediation;

test("a fix that a person did stays done until the database is mended and requests succeed, and is verified then", async () => {
  await page.goto(`${app.url}/incidents/${id}`);
  await page.getByRole("heading", { level: 1, name: /orders/ }).waitFor();
  const checks = page.getByRole("region", { name: "Live checks" });
  await checks.getByText(/^Relation (public\.)?orders is absent from staging/).waitFor();

  const fix = (await remediation()).steps.find(({ kind }) => kind === "fix");
  const state = page.getByLabel(`State of ${fix?.title}`, { exact: true });
  await state.selectOption("done");
  await expect.poll(async () => (await remediation()).steps.find(({ kind }) => kind === "fix")?.status).toBe("done");
  await page.getByRole("button", { name: "Run all again" }).click();
  await page.getByText(/checks? ran again/).waitFor();
  expect(await state.inputValue()).toBe("done");

  await runOn(databases.staging.url, MIGRATION);
  await app.call("POST", "/entries", answeredSince(13));
  await page.getByRole("button", { name: "Run all again" }).click();
  await checks.getByText(/^Relation (public\.)?orders exists in staging/).waitFor();
  await expect.poll(() => state.inputValue(), { timeout: WAIT_MS }).toBe("verified");
  const { successCriteria } = await remediation();
  expect(successCriteria.filter(({ kind }) => kind !== "manual").map(({ state: now }) => now)).not.toContain("unmet");
  await page.getByRole("region", { name: "Remediation" }).getByText("Not met").first().waitFor({ state: "hidden" });
  expect(faults).toEqual([]);
});
