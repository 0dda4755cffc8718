import { AxeBuilder } from "@axe-core/playwright";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser, openPage } from "../lib/browser.ts";
import { type Fixture, startFixture } from "./fixture-server.ts";
import { STORY_ID } from "./story.ts";

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

let browser: Browser;
let fixture: Fixture;

beforeAll(async () => {
  [browser, fixture] = await Promise.all([launchBrowser(), startFixture()]);
});
afterAll(async () => {
  await browser.close();
  await fixture.close();
});

const STORY = `/incidents/${STORY_ID}`;
const CASES = (["light", "dark"] as const).flatMap((colorScheme) => [
  { path: "/incidents", colorScheme, width: 1440, isOpened: false },
  { path: "/incidents", colorScheme, width: 390, isOpened: false },
  { path: "/incidents?q=nothing", colorScheme, width: 1440, isOpened: false },
  { path: STORY, colorScheme, width: 1440, isOpened: true },
  { path: STORY, colorScheme, width: 390, isOpened: false },
  { path: "/incidents/nope", colorScheme, width: 1440, isOpened: false },
  { path: "/nowhere", colorScheme, width: 1440, isOpened: false },
]);

test.each(CASES)(
  "axe finds no fault on $path, $colorScheme, $width px",
  async ({ colorScheme, width, path, isOpened }) => {
    const { page } = await openPage(browser, { colorScheme, viewport: { width, height: 900 } });
    await page.goto(fixture.url + path);
    await page.locator("main h1, main h2").first().waitFor();
    // All at once: a click each would cost more than the analysis.
    if (isOpened) {
      await page.evaluate(() => {
        for (const details of document.querySelectorAll("details")) details.setAttribute("open", "");
      });
    }
    const { violations } = await new AxeBuilder({ page }).withTags(TAGS).analyze();
    expect(
      violations.map(({ id, nodes }) => ({
        id,
        nodes: nodes.map(({ html, failureSummary }) => ({ html, failureSummary })),
      })),
    ).toEqual([]);
    await page.context().close();
  },
);

test("every control of the page can be reached with Tab and shows that it has the focus", async () => {
  const { page } = await openPage(browser);
  await page.goto(fixture.url + STORY);
  await page.getByRole("heading", { level: 1 }).waitFor();
  await page.locator("svg.recharts-surface").first().waitFor();
  const wanted = await page.evaluate(
    () =>
      [...document.querySelectorAll<HTMLElement>("a[href], button, select, input, summary")].filter(
        (element) => element.checkVisibility() && !element.hasAttribute("disabled"),
      ).length,
  );
  const seen = new Set<string>();
  const unmarked: string[] = [];
  for (let press = 0; press < wanted; press++) {
    await page.keyboard.press("Tab");
    const focus = await page.evaluate(() => {
      const element = document.activeElement;
      if (!element || element === document.body) return;
      const all = [...document.querySelectorAll("*")];
      return {
        id: String(all.indexOf(element)),
        outline: getComputedStyle(element).outlineStyle,
        html: element.outerHTML.slice(0, 120),
      };
    });
    if (!focus) continue;
    seen.add(focus.id);
    if (focus.outline === "none") unmarked.push(focus.html);
  }
  expect([seen.size, unmarked]).toEqual([wanted, []]);
});

test("targets are at least 24 px in both directions, or stand in a sentence", async () => {
  const { page } = await openPage(browser, { viewport: { width: 390, height: 844 } });
  for (const path of ["/incidents", STORY]) {
    await page.goto(fixture.url + path);
    await page.getByRole("heading", { level: 1 }).waitFor();
    const small = await page.evaluate(() =>
      [...document.querySelectorAll("button, select, input:not([type=checkbox]), summary, [role=menuitem]")]
        .filter((element) => element.checkVisibility())
        .map((element) => ({ html: element.outerHTML.slice(0, 120), ...element.getBoundingClientRect().toJSON() }))
        .filter(({ width, height }) => width < 24 || height < 24),
    );
    expect(small).toEqual([]);
  }
});
