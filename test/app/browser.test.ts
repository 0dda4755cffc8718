import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildDashboard } from "../../server/dashboard.ts";
import { launchBrowser, openPage } from "../lib/browser.ts";
import { type RunningApp, startRunningApp } from "../lib/running-app.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

describe("a newcomer with the sample, in a real browser on the real server", () => {
  let browser: Browser;
  let app: RunningApp;
  let page: Page;
  let faults: string[];

  beforeAll(async () => {
    await buildDashboard(ROOT, () => undefined, new AbortController().signal);
    [browser, app] = await Promise.all([launchBrowser(), startRunningApp()]);
    ({ page, faults } = await openPage(browser));
  });
  afterAll(async () => {
    await browser.close();
    await app.stop();
  });

  test("opens the sample incident from the list and reads its cause", async () => {
    await page.goto(app.url);
    await page
      .getByRole("link", { name: /GET \/api\/mcp\/servers/ })
      .first()
      .click();
    await page.getByRole("heading", { level: 1, name: /Pool class QueuePool/ }).waitFor();
    await page.getByText("Confirmed").first().waitFor();
  });

  test("reads the five whys, down to the change that introduced it", async () => {
    const whys = page.getByRole("region", { name: "Five whys" });
    await whys.getByText("Why do requests to GET /api/mcp/servers fail with 500?").waitFor();
    await whys
      .getByText(/after this change: Revision agent-gateway-00035-kat/)
      .first()
      .waitFor();
    await whys
      .getByText(/Open question/)
      .first()
      .waitFor();
  });

  test("takes a step, and it is still taken after a reload", async () => {
    const steps = page.getByRole("region", { name: "Remediation" });
    const state = steps.getByRole("combobox").first();
    const saved = page.waitForResponse((response) => response.request().method() === "PATCH" && response.ok());
    await state.selectOption({ label: "In progress" });
    await saved;
    await page.reload();
    await page.getByRole("region", { name: "Remediation" }).getByRole("combobox").first().waitFor();
    const label = await page
      .getByRole("region", { name: "Remediation" })
      .getByRole("combobox")
      .first()
      .evaluate((select: HTMLSelectElement) => select.selectedOptions[0]?.label);
    expect(label).toBe("In progress");
  });

  test("exports the report as Markdown", async () => {
    await page.getByRole("button", { name: "Export" }).click();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("menuitem", { name: /Markdown/ }).click(),
    ]);
    const text = await readFile((await download.path()) ?? "", "utf8");
    expect(text).toMatch(/^# GET \/api\/mcp\/servers fails with 500 every 60(\.\d+)? s/);
    expect(text).toContain("## Five Whys");
  });

  test("applies the fix and sees the endpoint turn green", async () => {
    await page.getByRole("button", { name: "Apply the fix" }).click();
    await page
      .getByText(/answered 200, as expected/)
      .first()
      .waitFor();
  });

  test("nothing on the way broke a rule of the page: no script error, no violation of its content security policy", () => {
    expect(faults).toEqual([]);
  });
});
