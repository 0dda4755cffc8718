import type { Browser } from "playwright-core";
import { expect, test } from "vitest";
import { type Shift, watchedSchema, watchPage } from "../bench/web-watch.ts";
import { openPage } from "../lib/browser.ts";
import { fixtureForEach } from "./fixture-for-each.ts";
import { fillUp } from "./fixture-many.ts";
import type { Fixture } from "./fixture-server.ts";

/** What of a page may move by itself while it comes, as a share of the screen. https://web.dev/articles/cls */
const MOST_SHIFT = 0.02;

let browser: Browser;
let fixture: Fixture;

fixtureForEach((started) => {
  ({ browser, fixture } = started);
  fixture.status.disabledWebhooks = [{ name: "chat", reason: "it answered 410 Gone" }];
});

/** How much a page moved by itself until `last` was there, and what moved. */
async function shiftsUntil(path: string, last: string): Promise<{ sum: number; shifts: Shift[] }> {
  const { page } = await openPage(browser);
  await page.addInitScript(watchPage);
  await page.goto(fixture.url + path);
  await page.getByText(last).first().waitFor();
  // What moved is told after the next frame.
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 50))));
  const { shifts } = watchedSchema.parse(await page.evaluate("window.seen"));
  return { sum: shifts.reduce((sum, { value }) => sum + value, 0), shifts };
}

test.each([
  ["banners above every page come late", "/incidents", { status: 500 }, "Look at webhooks"],
  ["planned maintenance comes late", "/webhooks", { maintenance: 400 }, "The database moves to its new host."],
  ["each part comes at a time of its own", "/settings", { services: 400, people: 100, sessions: 300 }, "exporter"],
])("nothing moves where %s", async (_what, path, lateMs, last) => {
  for (const [name, ms] of Object.entries(lateMs)) fixture.late[`GET /api/v1/${name}`] = ms;
  const { sum, shifts } = await shiftsUntil(path, last);
  expect(sum, JSON.stringify(shifts)).toBeLessThanOrEqual(MOST_SHIFT);
});

test.each([
  ["incidents", "/incidents", "Failure 5 of the orders service"],
  ["groups", "/groups", "(3)"],
])("the rows of a long list of %s stand at once where they stay", async (_what, path, last) => {
  fillUp(fixture);
  const { sum, shifts } = await shiftsUntil(path, last);
  expect(sum, JSON.stringify(shifts)).toBeLessThanOrEqual(MOST_SHIFT);
});

test("a part that could not be read says so once, and pushes nothing away when it is drawn", async () => {
  fixture.failNext = "GET /api/v1/people";
  const { sum, shifts } = await shiftsUntil("/settings", "Roles could not be read");
  expect(sum, JSON.stringify(shifts)).toBeLessThanOrEqual(MOST_SHIFT);
  expect(fixture.requests.filter((line) => line === "GET /api/v1/people")).toEqual(["GET /api/v1/people"]);
});

test("a page does not wait for ever for what stands above it", async () => {
  fixture.late["GET /api/v1/status"] = 60_000;
  const { page } = await openPage(browser);
  await page.goto(`${fixture.url}/settings`);
  await page.getByText("agent-gateway").waitFor();
});

test("a banner that comes when the page is there moves nothing of it; on the next page it stands above", async () => {
  fixture.status.disabledWebhooks = [];
  const { page } = await openPage(browser);
  await page.addInitScript(watchPage);
  await page.goto(`${fixture.url}/incidents`);
  await page.getByRole("row").nth(1).waitFor();
  const banner = page.getByRole("complementary", { name: "Webhooks that get nothing" });
  const top = async () => ((await banner.boundingBox())?.y ?? 0) < 200;

  fixture.status.disabledWebhooks = [{ name: "chat", reason: "it answered 410 Gone" }];
  fixture.push("changed", { incidentId: null, revision: 2 });
  await banner.waitFor();
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 50))));
  const { shifts } = watchedSchema.parse(await page.evaluate("window.seen"));
  expect([shifts.filter(({ value }) => value > MOST_SHIFT), await top()]).toEqual([[], false]);

  await page.getByRole("link", { name: "Groups", exact: true }).click();
  await page.getByRole("heading", { level: 1, name: "Error groups" }).waitFor();
  expect(await top()).toBe(true);
});

test.each([
  ["/webhooks", "The webhooks could not be read", "newest message"],
  ["/sources", "The sources could not be read", "my-archive-project"],
])("the fault of %s stays while it is asked for again, and goes with the answer", async (path, fault, answer) => {
  const asked = `GET /api/v1${path}`;
  fixture.failNext = asked;
  const { page } = await openPage(browser);
  await page.goto(fixture.url + path);
  const told = page.getByRole("alert").filter({ hasText: fault });
  await told.waitFor();

  fixture.late[asked] = 700;
  await page.getByRole("button", { name: "Retry" }).click();
  await expect.poll(() => fixture.requests.filter((line) => line === asked).length).toBe(2);
  expect(await told.isVisible()).toBe(true);

  await page.getByText(answer).first().waitFor();
  expect(await told.count()).toBe(0);
});
