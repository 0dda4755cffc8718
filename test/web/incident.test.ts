import { readFile } from "node:fs/promises";
import type { Browser, Page } from "playwright-core";
import { expect, test } from "vitest";
import { takeItem } from "../app/keyboard.ts";
import { openPage } from "../lib/browser.ts";
import { fixtureForEach } from "./fixture-for-each.ts";
import type { Fixture } from "./fixture-server.ts";
import { STORY_ID } from "./story.ts";
import { HOSTILE_TEXTS } from "./story-groups.ts";

let browser: Browser;
let fixture: Fixture;

fixtureForEach((started) => {
  ({ browser, fixture } = started);
});

async function open(options = {}) {
  const opened = await openPage(browser, options);
  await opened.page.goto(`${fixture.url}/incidents/${STORY_ID}`);
  await opened.page.getByRole("heading", { level: 1, name: /^(?!Loading$)/ }).waitFor();
  // The last part of the page; those before it are there then.
  await opened.page.getByRole("region", { name: "Coverage" }).waitFor();
  return opened;
}

/** All at once, and what is within them: a click each would take seconds. */
async function openAll(page: Page): Promise<void> {
  const openThose = () =>
    page.evaluate(() => {
      const closed = document.querySelectorAll("details:not([open])");
      for (const details of closed) details.setAttribute("open", "");
      return closed.length;
    });
  await expect.poll(openThose).toBe(0);
}

function part(page: Page, name: string) {
  return page.getByRole("region", { name });
}

test("cause, confidence, symptom and next step are on the first screen", async () => {
  const { page, faults } = await open();
  const texts = [
    page.getByText("QueuePool cannot be used with the asyncio engine").first(),
    page.getByText("97 %").first(),
    page.getByText("every 60 s ± 1 s, one uptime check (98 % sure)"),
    page.getByText("Send traffic back to revision 00034").first(),
  ];
  for (const text of texts) {
    const box = await text.boundingBox();
    expect(box && box.y + box.height).toBeLessThan(900);
  }
  expect(faults).toEqual([]);
});

test("the whys are read from the symptom to the open question, contributing causes beside them", async () => {
  const { page } = await open();
  const whys = part(page, "Five whys");
  const questions = async () => {
    const texts = await whys.locator(".why-question").allInnerTexts();
    return texts.map((text) => text.replaceAll(/\s+/g, " "));
  };
  await expect
    .poll(questions)
    .toEqual([
      "Why 1: Why does GET /api/mcp/servers answer 500?",
      "Why 2: Why can no session be opened?",
      "Why 1: Why does the log speak of a failed authentication?",
      "Why 3: Why is this pool class used?",
      "Why 4: Why did the revision reach staging with it?",
      "Why 5: Why did no test see it?",
      "Why 1: Why was it not noticed for 22 hours?",
    ]);
  await whys.getByText("2 open questions").waitFor();
  await expect.poll(() => whys.getByRole("button", { name: /^Answer: / }).count()).toBe(2);
});

test("an open question is answered by a person, and a comment joins the history", async () => {
  const { page } = await open();
  const whys = part(page, "Five whys");
  await whys.getByRole("button", { name: "Answer: Why did no test see it?" }).click();
  await whys.getByLabel("Answer to: Why did no test see it?").fill("The pipeline runs on SQLite.");
  await whys.getByRole("button", { name: "Keep the answer" }).click();
  await whys.getByText("The pipeline runs on SQLite.").waitFor();
  await whys.getByText("1 open question").waitFor();
  const history = part(page, "History and comments");
  await history.getByLabel("Comment").fill("I roll <b>back</b>.");
  await history.getByLabel("Comment").press("Control+Enter");
  await history.getByText("I roll <b>back</b>.").waitFor();
  await expect.poll(() => history.getByLabel("Comment").inputValue()).toBe("");
});

test("a drag over the chart shows that part of the time, the address holds it, and fields do the same", async () => {
  const { page } = await open();
  const chart = part(page, "Errors per minute");
  const surface = chart.locator("svg.recharts-surface").first();
  await surface.scrollIntoViewIfNeeded();
  const box = await surface.boundingBox();
  if (box === null) throw new Error("the chart is not drawn");
  await page.mouse.move(box.x + box.width * 0.5, box.y + 80);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.62, box.y + 80, { steps: 3 });
  await page.mouse.up();
  await chart.getByText("averaged over 2 minutes").waitFor();
  await expect.poll(() => new URL(page.url()).search).toMatch(/^\?from=\d{4}-.*&to=\d{4}-/);
  await chart.getByRole("button", { name: "Show all" }).click();
  await chart.getByText("averaged over 10 minutes").waitFor();
  await chart.locator("summary", { hasText: "Time:" }).click();
  await chart.getByLabel("From").fill("now-1h");
  await chart.getByLabel("To", { exact: true }).fill("now");
  await chart.getByRole("button", { name: "Apply", exact: true }).click();
  await chart.getByText("each minute").waitFor();
});

test("evidence opens to the log lines, the query and Logs Explorer", async () => {
  const { page } = await open();
  const whys = part(page, "Five whys");
  await whys.getByText(/Every failed request raises/).click();
  const lines = whys.getByRole("list", { name: "Log lines" }).getByRole("listitem");
  await expect.poll(() => lines.count()).toBe(2);
  await lines
    .first()
    .getByRole("button", { name: /Show all [\d,]+ characters/ })
    .click();
  await lines
    .first()
    .getByText(/module_20\.py/)
    .waitFor();
  const link = whys.getByRole("link", { name: "Open in Logs Explorer" });
  expect(await link.getAttribute("href")).toContain("https://console.cloud.google.com/logs/query;query=textPayload");
  await whys.getByText("GET /api/mcp/servers still answers 500.").click();
  await whys.getByText("GET http://127.0.0.1:4010/api/mcp/servers").waitFor();
});

test("a step's state and owner change at once and are kept", async () => {
  const { page } = await open();
  const state = page.getByLabel("State of Create the engine without a pool class, or with AsyncAdaptedQueuePool");
  const owner = page.getByLabel("Owner of Create the engine without a pool class, or with AsyncAdaptedQueuePool");
  await state.selectOption("in-progress");
  await owner.fill("Ada");
  await owner.press("Enter");
  const stored = () => fixture.incident.incident.remediation.steps.find(({ id }) => id === "s2");
  await expect.poll(() => [stored()?.status, stored()?.owner]).toEqual(["in-progress", "Ada"]);
  await page.reload();
  await expect.poll(async () => [await state.inputValue(), await owner.inputValue()]).toEqual(["in-progress", "Ada"]);
});

test("a change that the server refuses is undone and said, with its request id", async () => {
  const { page } = await open();
  fixture.failNext = `PATCH /api/v1/incidents/${STORY_ID}/steps/s2`;
  const state = page.getByLabel("State of Create the engine without a pool class, or with AsyncAdaptedQueuePool");
  await state.selectOption("done");
  await page.getByText(/was not changed: The store is away\. \(request req-42\)/).waitFor();
  await expect.poll(() => state.inputValue()).toBe("todo");
  await page.getByRole("region", { name: "Notices" }).getByRole("button", { name: "Retry" }).click();
  await expect.poll(() => state.inputValue()).toBe("done");
});

test("a check runs again when it is asked to", async () => {
  const { page } = await open();
  await page.getByRole("button", { name: "Run again: Endpoint GET /api/mcp/servers in staging" }).click();
  await page.getByText("1 check ran again: 1 found a fault, 0 found none, 0 could not look.").waitFor();
  await page.getByRole("button", { name: "Run all again" }).click();
  await page.getByText("4 checks ran again: 2 found a fault, 1 found none, 1 could not look.").waitFor();
});

test("the report is downloaded as Markdown, by keyboard", async () => {
  const { page } = await open();
  await page.getByRole("button", { name: "Export" }).focus();
  await page.keyboard.press("Enter");
  const arrival = page.waitForEvent("download");
  await takeItem(page, page.getByRole("menuitem", { name: /Markdown/ }));
  const download = await arrival;
  expect(download.suggestedFilename()).toBe(`incident-${STORY_ID}.md`);
  expect(await readFile(await download.path(), "utf8")).toBe(`# ${fixture.incident.incident.title}\n`);
});

test("text of strangers stays text: nothing runs, nothing becomes an element, hidden characters are shown", async () => {
  const { page, faults } = await open();
  await openAll(page);
  await part(page, "Error groups")
    .getByText(HOSTILE_TEXTS[1] ?? "")
    .waitFor();
  await part(page, "Error groups")
    .getByText(/␛\[31mred␛\[0m ⟨U\+202E⟩gnp\.exe⟨U\+202C⟩ ␇/)
    .first()
    .waitFor();
  const found = await page.evaluate(() => ({
    hacked: "hacked" in globalThis,
    elements: document.querySelectorAll("main img, main script, main b, main i").length,
    links: [...document.links].map(({ protocol }) => protocol).filter((protocol) => !/^https?:$/.test(protocol)),
  }));
  expect(found).toEqual({ hacked: false, elements: 0, links: [] });
  expect(faults).toEqual([]);
});

test("the sample's fix is applied from the banner", async () => {
  const { page } = await open();
  await page.getByRole("button", { name: "Apply the fix" }).click();
  await page.getByText("watch verification turn green").waitFor();
  expect(fixture.requests).toContain("POST /api/v1/sample/fix");
});

test("the chart has a table with the same figures", async () => {
  const { page } = await open();
  await part(page, "Errors per minute").locator("svg.recharts-surface").first().waitFor();
  await page.getByText("The same as a table").click();
  const table = part(page, "Errors per minute").getByRole("table");
  await expect.poll(() => table.getByRole("columnheader").count()).toBe(6);
  await expect.poll(() => table.getByRole("row").count()).toBeGreaterThan(20);
});

test("a page that was loaded before an update loads itself again when a part of its code is gone", async () => {
  const { page } = await openPage(browser);
  const loads = () => fixture.requests.filter((line) => line === `GET /incidents/${STORY_ID}`).length;
  await page.route(/assets\/actions-/, (route) => (loads() === 1 ? route.fulfill({ status: 404 }) : route.continue()));
  await page.goto(`${fixture.url}/incidents/${STORY_ID}`);
  await page.getByRole("button", { name: "More actions" }).waitFor();
  expect(loads()).toBe(2);
});

test("an incident that does not exist says so, and leads to those that do", async () => {
  const { page } = await openPage(browser);
  await page.goto(`${fixture.url}/incidents/nope`);
  await page.getByRole("alert").getByText("There is no incident nope. It may have expired.").waitFor();
  await page.getByRole("link", { name: "Show all" }).click();
  await page.getByRole("heading", { level: 1, name: "Incidents" }).waitFor();
});

test("nothing scrolls sideways at 390 px, even with everything open", async () => {
  const { page } = await open({ viewport: { width: 390, height: 844 } });
  await openAll(page);
  await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  await page.goto(`${fixture.url}/incidents`);
  await page.getByRole("link", { name: /pool class does not fit/ }).waitFor();
  await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
});
