import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { axeFaults } from "../lib/axe.ts";
import { launchBrowser, openPage } from "../lib/browser.ts";
import { type Fixture, startFixture } from "./fixture-server.ts";
import { STORY_ID } from "./story.ts";

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
/** Hostile texts and states beside those of `test/app/every-page.test.ts`, which looks at every page. */
const CASES = [
  { path: "/incidents?q=nothing", width: 1440, isOpened: false },
  { path: STORY, width: 1440, isOpened: true },
  { path: STORY, width: 390, isOpened: false },
  { path: `${STORY}?at=2026-03-01T03:12:00.000Z`, width: 390, isOpened: false },
  { path: "/incidents/nope", width: 1440, isOpened: false },
  { path: "/nowhere", width: 1440, isOpened: false },
  { path: "/groups/1f4e7a9b0c2d3586", width: 1440, isOpened: true },
  { path: "/sources", width: 1440, isOpened: true },
];

/** Opens the first three of each part; gives how many were closed, which parts that come later may be again. */
function openSome(): number {
  const parts = [...document.querySelectorAll(".section")];
  const some = parts.flatMap((part) => [...part.querySelectorAll("details")].slice(0, 3));
  const closed = some.filter((details) => !details.open);
  for (const details of closed) details.setAttribute("open", "");
  return closed.length;
}

test.each(CASES)("axe finds no fault on $path at $width px, in light or dark", async ({ width, path, isOpened }) => {
  const { page } = await openPage(browser, { viewport: { width, height: 900 } });
  await page.goto(fixture.url + path);
  await page.locator("main :is(h1, h2):not(:text-is('Loading'))").first().waitFor();
  // All at once: a click each would cost more than the analysis. A few of each part show what all of them show.
  if (isOpened) await expect.poll(() => page.evaluate(openSome)).toBe(0);
  expect(await axeFaults(page)).toEqual([]);
  // Of all rules only contrast depends on the colours, and colours are the same at every width.
  if (width < 1000) return page.context().close();
  await page.emulateMedia({ colorScheme: "dark" });
  await page.locator(":root[data-theme=dark]").waitFor({ state: "attached" });
  expect(await axeFaults(page, { rules: ["color-contrast"] })).toEqual([]);
  await page.context().close();
});

test("axe finds no fault on the first run, the palette, and the question for how long to mute", async () => {
  const { page } = await openPage(browser);
  const { list, status } = fixture;
  fixture.list = [];
  fixture.status = { ...status, sources: [], sample: { loaded: false, fixApplied: false, canApply: false } };
  await page.goto(`${fixture.url}/incidents`);
  await page.getByRole("heading", { name: "Nothing is connected yet" }).waitFor();
  expect(await axeFaults(page)).toEqual([]);
  Object.assign(fixture, { list, status });
  await page.goto(`${fixture.url}/groups/1f4e7a9b0c2d3586`);
  await page.getByRole("button", { name: "Mute" }).click();
  await page.getByRole("dialog", { name: "Mute this group" }).waitFor();
  expect(await axeFaults(page)).toEqual([]);
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+k");
  await page.getByRole("option", { name: /Webhooks/ }).waitFor();
  expect(await axeFaults(page)).toEqual([]);
  await page.context().close();
});

test("axe finds no fault on the questions before a merge and a split", async () => {
  const { page } = await openPage(browser);
  await page.goto(fixture.url + STORY);
  for (const [item, choice] of [
    ["Merge into another incident", "radio"],
    ["Split groups off", "checkbox"],
  ] as const) {
    await page.getByRole("button", { name: "More actions" }).click();
    await page.getByRole("menuitem", { name: item }).click();
    await page.getByRole("dialog", { name: item }).getByRole(choice).first().waitFor();
    expect(await axeFaults(page)).toEqual([]);
    await page.keyboard.press("Escape");
  }
  await page.context().close();
});

test("every control of the page can be reached with Tab and shows that it has the focus", async () => {
  const { page } = await openPage(browser);
  await page.goto(fixture.url + STORY);
  await page.getByRole("heading", { level: 1, name: /^(?!Loading$)/ }).waitFor();
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
  for (const path of ["/incidents", STORY, "/groups", "/groups/1f4e7a9b0c2d3586", "/checks", "/webhooks"]) {
    await page.goto(fixture.url + path);
    await page.getByRole("heading", { level: 1, name: /^(?!Loading$)/ }).waitFor();
    const small = await page.evaluate(() =>
      [...document.querySelectorAll("button, select, input:not([type=checkbox]), summary, [role=menuitem]")]
        .filter((element) => element.checkVisibility())
        .map((element) => ({ html: element.outerHTML.slice(0, 120), ...element.getBoundingClientRect().toJSON() }))
        .filter(({ width, height }) => width < 24 || height < 24),
    );
    expect(small).toEqual([]);
  }
});
