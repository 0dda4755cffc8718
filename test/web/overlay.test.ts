import type { Browser, Page } from "playwright-core";
import { expect, test } from "vitest";
import { openPage } from "../lib/browser.ts";
import { fixtureForEach } from "./fixture-for-each.ts";
import { fillUp } from "./fixture-many.ts";
import type { Fixture } from "./fixture-server.ts";
import { STORY_ID } from "./story.ts";

/** Of the more than 1,700 elements that an incident of 200 groups has; the help itself has about 70. */
const MOST_STYLED = 500;

let browser: Browser;
let fixture: Fixture;

fixtureForEach((started) => {
  ({ browser, fixture } = started);
});

async function openLongIncident(): Promise<Page> {
  fillUp(fixture);
  const { page } = await openPage(browser);
  await page.goto(`${fixture.url}/incidents/${STORY_ID}`);
  await page.locator("[data-drawn=true]").waitFor();
  await page.locator("svg.recharts-surface").first().waitFor();
  return page;
}

/** For how many elements the browser works out the style while something is done. */
async function styledWhile(page: Page, act: () => Promise<void>): Promise<number> {
  const session = await page.context().newCDPSession(page);
  let styled = 0;
  session.on("Tracing.dataCollected", ({ value }) => {
    for (const { name, args } of value) {
      const { elementCount = 0 } = name === "UpdateLayoutTree" ? Object(args) : {};
      styled += Number(elementCount);
    }
  });
  const traceConfig = { includedCategories: ["devtools.timeline"], excludedCategories: ["*"] };
  await session.send("Tracing.start", { transferMode: "ReportEvents", traceConfig });
  await act();
  const isTold = new Promise((resolve) => session.once("Tracing.tracingComplete", resolve));
  await session.send("Tracing.end");
  await isTold;
  return styled;
}

test("a window over a long page leaves the page behind it as it is", async () => {
  const page = await openLongIncident();
  const help = page.getByRole("dialog", { name: "Keyboard shortcuts" });

  const opened = await styledWhile(page, async () => {
    await page.keyboard.press("?");
    await help.waitFor();
  });
  const closed = await styledWhile(page, async () => {
    await page.keyboard.press("Escape");
    await help.waitFor({ state: "hidden" });
  });

  expect(opened).toBeGreaterThan(20);
  expect(opened + closed).toBeLessThan(MOST_STYLED);
});

test("Tab stays within a window over the page; when it closes, the focus is where it was", async () => {
  const { page } = await openPage(browser);
  await page.goto(`${fixture.url}/incidents`);
  const opener = page.getByRole("button", { name: "Keyboard shortcuts" });
  const help = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? "the checkbox");

  await opener.press("Enter");
  await help.waitFor();
  await expect.poll(focused).toBe("Close");
  const places: string[] = [];
  for (const key of ["Tab", "Tab", "Shift+Tab", "Shift+Tab"]) {
    await page.keyboard.press(key);
    places.push(await focused());
  }
  await page.keyboard.press("Escape");
  await help.waitFor({ state: "hidden" });

  expect(places).toEqual(["the checkbox", "Close", "the checkbox", "Close"]);
  await expect.poll(focused).toBe("Keyboard shortcuts");
});

test("a click beside the palette closes it, a click within does not, and the page does not hear of either", async () => {
  const { page } = await openPage(browser);
  await page.goto(`${fixture.url}/incidents`);
  await page.getByRole("row").nth(1).waitFor();
  await page.keyboard.press("Control+k");
  const palette = page.getByRole("dialog", { name: "Go to or do" });
  await palette.waitFor();

  await palette.locator("kbd", { hasText: "Esc" }).click();
  expect(await palette.isVisible()).toBe(true);
  await page.mouse.click(40, 400);

  await palette.waitFor({ state: "hidden" });
  expect(new URL(page.url()).pathname).toBe("/incidents");
});

test("what the focus leads to stays in sight, also once the window has another width", async () => {
  const page = await openLongIncident();
  await page.setViewportSize({ width: 390, height: 780 });
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  await page.locator("[data-drawn=true]").waitFor();

  const lines = page.getByLabel("Search log lines");
  for (const place of ["#coverage summary", "#whys summary"]) {
    await page.locator(place).first().focus();
  }
  await lines.focus();
  await page.locator(".line-head").first().waitFor();

  const { y = -1 } = (await lines.boundingBox()) ?? {};
  expect(y).toBeGreaterThan(0);
  expect(y).toBeLessThan(780);
});
