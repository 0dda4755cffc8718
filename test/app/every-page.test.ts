import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { buildDashboard } from "../../server/dashboard.ts";
import { incidentResponseSchema, incidentsResponseSchema } from "../../shared/api.ts";
import { PAGES } from "../../web/pages.ts";
import { axeFaults } from "../lib/axe.ts";
import { launchBrowser, openPage } from "../lib/browser.ts";
import { eventually, type RunningApp, startRunningApp } from "../lib/running-app.ts";

const ROOT = new URL("../..", import.meta.url).pathname;
const NARROW = { width: 390, height: 844 };
const WIDE = { width: 1440, height: 900 };

let browser: Browser;
let app: RunningApp;
let emptyApp: RunningApp;
let page: Page;
let incident: string;
let group: string;

beforeAll(async () => {
  await buildDashboard(ROOT, () => undefined, new AbortController().signal);
  const secret = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;
  const config = { webhooks: [{ name: "pager", url: "http://127.0.0.1:9/hook", secret }] };
  [browser, app, emptyApp] = await Promise.all([
    launchBrowser(),
    startRunningApp({ config }),
    startRunningApp({ sample: false }),
  ]);
  incident = await eventually(async () => {
    const { incidents } = incidentsResponseSchema.parse((await app.call("GET", "/incidents")).body);
    return incidents[0]?.id;
  });
  const { groups } = incidentResponseSchema.parse((await app.call("GET", `/incidents/${incident}`)).body).incident;
  group = groups[0]?.id ?? "";
  ({ page } = await openPage(browser));
});
afterEach(() => page.unrouteAll({ behavior: "ignoreErrors" }));
afterAll(async () => {
  await browser.close();
  await Promise.all([app.stop(), emptyApp.stop()]);
});

const addressOf = (path: string) =>
  path.startsWith("/groups/") ? path.replace(":id", group) : path.replace(":id", incident);

/** Every page of the dashboard, also one that is added tomorrow. */
describe.each(PAGES.map(({ path }) => path))("axe finds no fault on %s", (path) => {
  test("filled: wide and narrow, light and dark, and nothing scrolls sideways", async () => {
    await page.setViewportSize(WIDE);
    await open(app, path);
    expect(await faults()).toEqual([]);
    expect(await faultsOfDark()).toEqual([]);
    await page.setViewportSize(NARROW);
    expect(await faults()).toEqual([]);
    await expect.poll(width).toBe(NARROW.width);
  });

  test("while it waits for an answer, and then when the server fails, light and dark", async () => {
    await page.setViewportSize(WIDE);
    const letGo = await holdAnswers();
    await go(app, path);
    await page.getByRole("heading", { level: 1, name: "Loading" }).waitFor();
    // Grey bars alone: no text whose contrast could be wrong.
    expect(await faults()).toEqual([]);
    await letGo();
    await failAnswers();
    await open(app, path);
    await page.getByRole("alert").first().waitFor();
    expect(await faults()).toEqual([]);
    expect(await faultsOfDark()).toEqual([]);
  });

  // What one incident or group shows is never empty, and the API describes itself always.
  const isList = !path.includes(":id") && path !== "/api-reference";
  test.runIf(isList)("with nothing in it, narrow, light and dark", async () => {
    await page.setViewportSize(NARROW);
    await open(emptyApp, path);
    expect(await faults()).toEqual([]);
    expect(await faultsOfDark()).toEqual([]);
    await expect.poll(width).toBe(NARROW.width);
  });
});

/** What opens over a page: where, the names of what is pressed one after the other, and what is there then. */
const OVERLAYS: [string, string[], string][] = [
  ["/incidents", ["Saved"], "[role=dialog]"],
  ["/incidents", ["Keyboard shortcuts"], "dialog"],
  ["/incidents/:id", ["Export"], "[role=menu]"],
  ["/incidents/:id", ["More actions"], "[role=menu]"],
  ["/incidents/:id", ["More actions", "Look back in time"], "section[aria-label='Time machine']"],
  ["/groups/:id", ["Mute"], "dialog"],
  ["/groups/:id", ["Join another"], "dialog"],
  ["/settings", ["New token"], "dialog"],
  ["/settings", ["Edit agent-gateway"], "form.setting-form"],
];

test.each(OVERLAYS)("axe finds no fault on %s after %j, light and dark", async (path, presses, overlay) => {
  await page.setViewportSize(WIDE);
  await open(app, path);
  for (const name of presses) {
    const control = page.getByRole("button", { name }).or(page.getByRole("menuitem", { name }));
    await control.first().click();
  }
  await page.locator(overlay).filter({ visible: true }).first().waitFor();
  expect(await faults()).toEqual([]);
  expect(await faultsOfDark()).toEqual([]);
});

async function open(one: RunningApp, path: string): Promise<void> {
  await go(one, path);
  await page.locator("main :is(h1, h2):not(:text-is('Loading'))").first().waitFor();
}

async function go({ url }: RunningApp, path: string): Promise<void> {
  await page.emulateMedia({ colorScheme: "light" });
  await page.goto(url + addressOf(path), { waitUntil: "domcontentloaded" });
}

/** Leaves every question but those about the session and the stream without an answer, until it is let go. */
async function holdAnswers(): Promise<() => Promise<void>> {
  await page.route(/\/api\/v1\/(?!status|events|whoami)/, () => undefined);
  return () => page.unrouteAll({ behavior: "ignoreErrors" });
}

async function failAnswers(): Promise<void> {
  const error = { code: "internal", message: "The store is away.", requestId: "req-42" };
  await page.route(/\/api\/v1\/(?!status|events|whoami)/, (route) => route.fulfill({ status: 500, json: { error } }));
}

/** Only contrast depends on colours: the other rules were asked in light. */
async function faultsOfDark() {
  await page.emulateMedia({ colorScheme: "dark" });
  await page.locator(":root[data-theme=dark]").waitFor({ state: "attached" });
  const found = await faults(["color-contrast"]);
  await page.emulateMedia({ colorScheme: "light" });
  return found;
}

/** The report in its frame has its own tests. */
function faults(rules?: string[]): Promise<string[]> {
  return axeFaults(page, { exclude: "iframe", ...(rules === undefined ? {} : { rules }) });
}

const width = () => page.evaluate(() => document.documentElement.scrollWidth);
