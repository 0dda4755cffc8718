import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { html } from "../../server/report/html.ts";
import { visible } from "../../server/report/visible.ts";
import { axeFaults } from "../lib/axe.ts";
import { launchBrowser, openPage } from "../lib/browser.ts";
import { HOSTILE, hostileAnalysis } from "./hostile.ts";

describe("a report as HTML, in a real browser", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  test.each(Object.entries(HOSTILE))(
    "shows %s text as text: nothing runs, loads or leads elsewhere",
    async (_name, { text, marker }) => {
      const { page, faults } = await openPage(browser);
      const requests: string[] = [];
      page.on("request", (request) => requests.push(request.url()));
      await page.goto("about:blank");

      await page.setContent(html.render(hostileAnalysis(text)));

      const seen = await page.evaluate(() => ({
        text: document.body.innerText,
        elements: [
          ...new Set([...document.querySelectorAll("body *")].map((element) => element.tagName.toLowerCase())),
        ].sort(),
        links: [...document.querySelectorAll('a:not(nav a[href^="#s"])')].map((link) => link.outerHTML),
        ran: "pwned" in window,
        isWide: document.documentElement.scrollWidth > document.documentElement.clientWidth,
      }));
      expect(seen.text).toContain(marker);
      expect(seen.text.replace(/\s+/g, " ")).toContain(visible(text).replace(/\s+/g, " ").trim().slice(0, 1000));
      const known =
        "a circle code col colgroup div em figcaption figure h1 h2 h3 h4 li line main nav ol p pre rect span strong svg table tbody td text th thead tr ul";
      expect(seen.elements.filter((element) => !known.split(" ").includes(element))).toEqual([]);
      expect(seen).toMatchObject({ links: [], ran: false, isWide: false });
      expect(requests).toEqual([]);
      expect(faults).toEqual([]);
      await page.context().close();
    },
  );

  test("fits a telephone", async () => {
    const { page } = await openPage(browser, { viewport: { width: 390, height: 800 } });
    await page.setContent(html.render(hostileAnalysis(HOSTILE.long.text)));
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    await page.context().close();
  });

  test.each(["light", "dark"] as const)("has nothing that axe objects to, %s", async (colorScheme) => {
    const { page } = await openPage(browser, { colorScheme });
    await page.setContent(html.render(hostileAnalysis("calm")));
    expect(await axeFaults(page)).toEqual([]);
    await page.context().close();
  });

  test("is the same text each time", () => {
    const analysis = hostileAnalysis(HOSTILE.html.text);
    expect(html.render(analysis)).toBe(html.render(structuredClone(analysis)));
  });
});
