import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildDashboard } from "../../server/dashboard.ts";
import { axeFaults } from "../lib/axe.ts";
import { launchBrowser, openPage } from "../lib/browser.ts";
import { type RunningApp, startRunningApp } from "../lib/running-app.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

describe("a commander writes, keeps and sends a report, in a real browser on the real server", () => {
  let browser: Browser;
  let app: RunningApp;
  let page: Page;
  let faults: string[];

  beforeAll(async () => {
    await buildDashboard(ROOT, () => undefined, new AbortController().signal);
    [browser, app] = await Promise.all([launchBrowser(), startRunningApp()]);
    ({ page, faults } = await openPage(browser, { timezoneId: "Europe/Berlin", acceptDownloads: true }));
    await page.goto(app.url);
    await page
      .getByRole("link", { name: /GET \/api\/mcp\/servers/ })
      .first()
      .click();
  });
  afterAll(async () => {
    await browser.close();
    await app.stop();
  });
  const preview = () => page.frameLocator("iframe");
  const part = (name: string) => page.getByRole("region", { name });

  test("goes from the incident to its report with the keyboard, and reads it", async () => {
    await page.getByRole("button", { name: "Export" }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("menuitem", { name: /Report: versions/ }).press("Enter");
    await page.getByRole("heading", { level: 1, name: "Report" }).waitFor();
    await preview().getByRole("heading", { name: "Executive summary" }).waitFor();
    await part("Versions").getByText("None is kept yet.").waitFor();
  });

  test("writes what was learned, and the report says whose words these are", async () => {
    const field = page.getByLabel("Where we were lucky");
    await field.fill("It was staging.");
    await page.getByRole("button", { name: "Keep", exact: true }).click();
    await part("Written by people").getByText("Edited by Operator").waitFor();
    await preview().getByText("It was staging.").waitFor();
    await preview()
      .getByText(/^\(edited by Operator at 20/)
      .first()
      .waitFor();
  });

  test("is told what is wrong with a number before it is sent", async () => {
    await page.getByText("Impact, where people know better").click();
    await page.getByLabel("Failed requests").fill("many");
    await page.getByText('impact-failed-requests is "many": expected a whole number').waitFor();
    await expect.poll(() => page.getByRole("button", { name: "Keep", exact: true }).isDisabled()).toBe(true);
    await page.getByRole("button", { name: "Undo" }).click();
  });

  test("keeps a version, changes something, and reads what changed", async () => {
    await page.getByRole("button", { name: "Save version" }).click();
    await part("Versions").getByRole("button", { name: "Version 1" }).waitFor();
    await expect.poll(() => new URL(page.url()).searchParams.get("version")).toBe("1");
    await page.getByLabel("Executive summary").fill("The list could not be read.\n\n- in staging only");
    await page.getByRole("button", { name: "Keep", exact: true }).click();
    await part("Written by people").getByText("Edited by Operator").nth(1).waitFor();
    await page.getByRole("button", { name: "Save version" }).click();
    await part("What changed").getByText("Operator wrote the summary.").waitFor();
    await preview().getByText("Version 2, draft, not final, internal").waitFor();
  });

  test("sends it to review and makes it final, which asks once more", async () => {
    const versions = part("Versions");
    await versions.getByRole("button", { name: "Send to review" }).first().click();
    await versions.getByText("In review").waitFor();
    await versions.getByRole("button", { name: "Make final" }).first().click();
    await versions.getByText("Final is for good").waitFor();
    await versions.getByRole("button", { name: "Make it final" }).click();
    await versions.getByText("Final", { exact: true }).waitFor();
    await preview().getByText("Version 2, final, internal").waitFor();
  });

  test("reads it as readers outside do, in another zone, and takes it away", async () => {
    await page.getByLabel("Readers", { exact: true }).selectOption("public");
    await page.getByLabel("Times", { exact: true }).selectOption("Asia/Tokyo");
    await preview()
      .getByRole("heading", { level: 1, name: /^Requests failed: Pool class/ })
      .waitFor();
    await preview().getByRole("columnheader", { name: "Tokyo time" }).waitFor();
    await page.getByRole("button", { name: "Download" }).click();
    await page.getByRole("menuitem", { name: "Markdown .md" }).waitFor();
    expect(await page.getByRole("menuitem", { name: /Bundle/ }).count()).toBe(0);
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("menuitem", { name: "Markdown .md" }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/^incident-[0-9a-f]{16}-v2-public\.md$/);
    const text = await readFile(await download.path(), "utf8");
    expect(text).toContain("Version 2, final.");
    expect(text).not.toMatch(/agent-gateway|Operator|QueuePool/);
  });

  test("opens what was copied from the address as it was", async () => {
    const { page: other, faults: others } = await openPage(browser);
    await other.goto(page.url());
    await other.frameLocator("iframe").getByRole("columnheader", { name: "Tokyo time" }).waitFor();
    await expect.poll(() => other.getByLabel("Report", { exact: true }).inputValue()).toBe("2");
    expect(others).toEqual([]);
    await other.context().close();
  });

  test.each([
    [1440, "light"],
    [1440, "dark"],
    [390, "light"],
  ] as const)("has nothing that axe objects to at %d px, %s, and fits", async (width, colorScheme) => {
    const { page: own } = await openPage(browser, { viewport: { width, height: 900 }, colorScheme });
    await own.goto(page.url());
    await own.frameLocator("iframe").getByRole("heading", { level: 1 }).waitFor();
    expect(await axeFaults(own, { exclude: "iframe" })).toEqual([]);
    expect(await own.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    await own.context().close();
  });

  test("saw no fault on the way", () => {
    expect(faults).toEqual([]);
  });
});
