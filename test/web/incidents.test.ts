import type { Browser } from "playwright-core";
import { expect, test } from "vitest";
import { openPage } from "../lib/browser.ts";
import { fixtureForEach } from "./fixture-for-each.ts";
import type { Fixture } from "./fixture-server.ts";
import { STORY_ID } from "./story.ts";
import { summary } from "./story-list.ts";

let browser: Browser;
let fixture: Fixture;

fixtureForEach((started) => {
  ({ browser, fixture } = started);
});

async function open(path = "/incidents") {
  const opened = await openPage(browser);
  await opened.page.goto(fixture.url + path);
  await opened.page.getByRole("heading", { level: 1, name: "Incidents" }).waitFor();
  return opened;
}

test("a row says what fails, how often, why, how sure, and how far the repair is", async () => {
  const { page, faults } = await open();
  const row = page.getByRole("row").filter({ hasText: "the pool class does not fit" });
  const cells = async () => {
    const texts = await row.getByRole("cell").allInnerTexts();
    return texts.map((text) => text.replaceAll(/\s+/g, " ").replace(/seen .* ago/, "seen … ago"));
  };
  await expect
    .poll(cells)
    .toEqual([
      "High Open",
      "GET /api/mcp/servers fails every 60 s: the pool class does not fit the asyncio engine netra-backend-staging · staging · sample",
      "GET /api/mcp/servers → 500 every 60 s ± 1 s · one uptime check · 1,361 times (1,440 a day)",
      "QueuePool cannot be used with the asyncio engine Confirmed 97 %",
      "Fix, 1 of 5 steps 0 of 4 criteria met",
      "22 h 41 min seen … ago",
    ]);
  expect(faults).toEqual([]);
});

test("a row opens its incident, and the browser's way back leads to the list", async () => {
  const { page } = await open();
  await page.getByRole("link", { name: /pool class does not fit/ }).click();
  await page.getByRole("heading", { level: 1, name: /pool class does not fit/ }).waitFor();
  await expect.poll(() => new URL(page.url()).pathname).toBe(`/incidents/${STORY_ID}`);
  await page.goBack();
  await page.getByRole("heading", { level: 1, name: "Incidents" }).waitFor();
});

test("filters live in the address, so that a copied link shows the same rows", async () => {
  const { page } = await open();
  await page.getByLabel("Severity", { exact: true }).selectOption("critical");
  await expect.poll(() => page.getByRole("row").count()).toBe(2);
  await page.getByRole("searchbox", { name: "Search incidents" }).fill("checkout");
  await expect.poll(() => new URL(page.url()).search).toBe("?severity=critical&q=checkout");
  const other = await open("/incidents?severity=critical&q=checkout");
  await expect.poll(() => other.page.getByRole("row").count()).toBe(2);
  await expect.poll(() => other.page.getByLabel("Severity", { exact: true }).inputValue()).toBe("critical");
});

test("the keyboard alone walks the list, searches, shows help and opens an incident", async () => {
  const { page } = await open();
  await page.getByRole("link", { name: /checkout-api answers 503/ }).waitFor();
  await page.keyboard.press("j");
  await expect
    .poll(() => page.evaluate(() => document.activeElement?.textContent))
    .toContain("checkout-api answers 503");
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await page.keyboard.press("k");
  await expect
    .poll(() => page.evaluate(() => document.activeElement?.textContent))
    .toContain("pool class does not fit");
  await page.keyboard.press("/");
  await page.keyboard.type("pool");
  await expect.poll(() => new URL(page.url()).search).toBe("?q=pool");
  await expect.poll(() => page.getByRole("row").count()).toBe(2);
  await page.keyboard.press("Escape");
  await page.keyboard.press("?");
  const help = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await help.waitFor();
  await page.keyboard.press("Escape");
  await help.waitFor({ state: "hidden" });
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: /pool class does not fit/ }).waitFor();
  await page.keyboard.press("g");
  await page.keyboard.press("i");
  await page.getByRole("heading", { level: 1, name: "Incidents" }).waitFor();
});

test("single keys do nothing once they are switched off", async () => {
  const { page } = await open();
  await page.getByRole("button", { name: "Keyboard shortcuts" }).click();
  await page.getByRole("checkbox", { name: "Single-key shortcuts are on" }).uncheck();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "hidden" });
  await page.keyboard.press("?");
  expect(await page.getByRole("dialog").count()).toBe(0);
});

test("an empty list says that nothing is connected, and loads the sample", async () => {
  fixture.list = [];
  fixture.status.sources = [];
  fixture.status.sample = { loaded: false, fixApplied: false, canApply: false };
  const { page } = await open();
  await page.getByRole("heading", { name: "Nothing is connected yet" }).waitFor();
  await page.getByRole("button", { name: "Load the sample" }).click();
  await page.getByText("The sample is loaded.").waitFor();
  expect(fixture.requests).toContain("POST /api/v1/sample");
});

test("an empty list says that all is healthy when entries were read", async () => {
  fixture.list = [];
  const { page } = await open();
  await page.getByRole("heading", { name: "All healthy" }).waitFor();
  await page.getByText("12,841 entries were read").waitFor();
});

test("a list that the filters empty offers to clear them", async () => {
  const { page } = await open("/incidents?q=nothing-like-this");
  await page.getByRole("heading", { name: "No incident matches these filters" }).waitFor();
  await page.getByRole("button", { name: "Clear the filters" }).click();
  await expect.poll(() => page.getByRole("row").count()).toBe(6);
});

test("a failed request shows why, the request id, and a way to try again", async () => {
  fixture.failNext = "GET /api/v1/incidents";
  const { page } = await open();
  const alert = page.getByRole("alert");
  await alert.getByText("The store is away.").waitFor();
  await alert.getByText("req-42").waitFor();
  await alert.getByRole("button", { name: "Retry" }).click();
  await page.getByRole("link", { name: /pool class does not fit/ }).waitFor();
});

test("a change on the server appears by itself; a lost connection is said with its time", async () => {
  const { page } = await open();
  await page.getByText("Live", { exact: true }).waitFor();
  fixture.list = [summary({ id: "ffffffffffffffff", title: "A new outage" }), ...fixture.list];
  fixture.push("changed", { incidentId: null, revision: 1 });
  await page.getByRole("link", { name: "A new outage" }).waitFor();
  fixture.isDeaf = true;
  fixture.hangUp();
  await page.getByText(/^Stale since \d\d:\d\d:\d\d$/).waitFor();
});

test("a thousand incidents keep few rows on the page, and j reaches those further down", async () => {
  fixture.list = Array.from({ length: 1000 }, (_, index) =>
    summary({ id: index.toString(16).padStart(16, "0"), title: `Incident number ${index}` }),
  );
  const { page } = await open();
  await page.getByRole("link", { name: "Incident number 0", exact: true }).waitFor();
  await expect.poll(() => page.getByRole("row").count()).toBeLessThan(60);
  for (let press = 0; press < 40; press++) {
    await page.keyboard.press("j");
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe(`Incident number ${press}`);
  }
});

test("ten thousand incidents are reached by scrolling and by j, a page of them at a time", async () => {
  fixture.list = Array.from({ length: 10_000 }, (_, index) =>
    summary({ id: index.toString(16).padStart(16, "0"), title: `Incident number ${index}` }),
  );
  const { page } = await open();
  await page.getByText("10,000 active of 10,000").waitFor();
  fixture.requests.length = 0;
  await page.evaluate(() => window.scrollTo({ top: document.body.scrollHeight }));
  const last = page.getByRole("link", { name: "Incident number 9999", exact: true });
  await last.waitFor();
  const asked = fixture.requests.filter((request) => request === "GET /api/v1/incidents").length;
  expect([1, 2, 3]).toContain(asked);
  const place = () => page.evaluate(() => document.activeElement?.textContent);
  await page.getByRole("link", { name: "Incident number 9997", exact: true }).focus();
  await page.keyboard.press("j");
  await expect.poll(place).toBe("Incident number 9998");
  await page.keyboard.press("j");
  await expect.poll(place).toBe("Incident number 9999");
  await page.evaluate(() => window.scrollTo({ top: 0 }));
  await page.getByRole("link", { name: "Incident number 0", exact: true }).waitFor();
  expect(await page.getByRole("table").getAttribute("aria-rowcount")).toBe("10001");
});

test("j moves the choice without drawing any row anew", async () => {
  fixture.list = Array.from({ length: 300 }, (_, index) =>
    summary({ id: index.toString(16).padStart(16, "0"), title: `Incident number ${index}` }),
  );
  const { page } = await open();
  await page.getByRole("link", { name: "Incident number 0", exact: true }).waitFor();
  await page.keyboard.press("j");
  await page.evaluate(() => {
    const seen: string[] = [];
    Object.assign(window, { seen });
    const note = (records: MutationRecord[]) => seen.push(...records.map(({ type }) => type));
    const rows = document.querySelector("tbody");
    if (rows) new MutationObserver(note).observe(rows, { subtree: true, childList: true, attributes: true });
  });
  for (let press = 0; press < 3; press++) await page.keyboard.press("j");
  const focused = () => page.evaluate(() => document.activeElement?.textContent);
  await expect.poll(focused).toBe("Incident number 3");
  expect(await page.evaluate("window.seen")).toEqual([]);
});

test("what a page shows first is asked for once, though it is asked for before its code is there", async () => {
  const { page } = await open();
  await page.getByRole("link", { name: /pool class does not fit/ }).waitFor();
  expect(fixture.requests.filter((line) => line === "GET /api/v1/incidents")).toHaveLength(1);
});
