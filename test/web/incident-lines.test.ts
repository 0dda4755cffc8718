import type { Browser, Page } from "playwright-core";
import { expect, test } from "vitest";
import { HOUR, MINUTE, toIso } from "../../shared/time.ts";
import { axeFaults } from "../lib/axe.ts";
import { openPage } from "../lib/browser.ts";
import { fixtureForEach } from "./fixture-for-each.ts";
import { fillUp } from "./fixture-many.ts";
import type { Fixture } from "./fixture-server.ts";
import { STORY_ID } from "./story.ts";

let browser: Browser;
let fixture: Fixture;

fixtureForEach((started) => {
  ({ browser, fixture } = started);
});

async function openLines(search = "", width = 1440) {
  const opened = await openPage(browser, { viewport: { width, height: 900 } });
  await opened.page.goto(`${fixture.url}/incidents/${STORY_ID}${search}#lines`);
  const section = opened.page.getByRole("region", { name: "Log lines" });
  await section.getByText(/^[\d,]+ (of [\d,]+ )?lines?$/).waitFor();
  return { ...opened, section, rows: section.getByRole("list", { name: /^Log lines/ }).getByRole("listitem") };
}

/** What the focused row of the list says. */
function focused(page: Page): Promise<string> {
  return page.evaluate(
    () => document.activeElement?.closest(".line-row")?.querySelector(".line-text")?.textContent ?? "",
  );
}

test("of ten thousand lines of all groups only those in sight exist, and the others come as the reader scrolls", async () => {
  fillUp(fixture);
  const { page, section, rows, faults } = await openLines();
  await section.getByText("10,000 lines").waitFor();
  await expect.poll(() => rows.first().innerText()).toContain("line 0: ");
  expect(await rows.count()).toBeLessThan(60);
  expect(await rows.first().getAttribute("aria-setsize")).toBe("10000");
  const box = section.locator(".line-box");
  const lastAtEnd = async () => {
    await box.evaluate((element) => element.scrollTo(0, element.scrollHeight));
    return Number(/line (\d+): /.exec(await rows.last().innerText())?.[1]);
  };
  await expect.poll(lastAtEnd).toBeGreaterThan(700);
  expect(await rows.count()).toBeLessThan(60);
  expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBeLessThan(20_000);
  expect(faults).toEqual([]);
});

test("lines are found by text, severity, group and the chart's time; the address holds what is chosen", async () => {
  fillUp(fixture);
  const { page, section, rows } = await openLines();
  await section.getByLabel("Search log lines").fill("LINE 99");
  await section.getByText("111 of 10,000 lines").waitFor();
  await section.getByLabel("Severity").selectOption("CRITICAL");
  await section.getByText(/^4\d of 10,000 lines$/).waitFor();
  await section.getByLabel("Group").selectOption({ index: 1 });
  await section.getByText("No line fits these filters.").waitFor();
  await section.getByRole("button", { name: "Clear" }).click();
  await section.getByLabel("Group").selectOption({ index: 3 });
  await section.getByText("50 lines").waitFor();
  await expect.poll(() => rows.first().innerText()).toContain("line 2: ");
  expect(new URL(page.url()).search).toBe("?group=0000000000000002");

  const from = Date.parse(fixture.incident.incident.firstSeen);
  const time = `from=${toIso(from)}&to=${toIso(from + 10 * MINUTE)}`;
  const { section: timed } = await openLines(`?${time}&severity=ERROR`);
  await timed.getByText(/^\d+ of 10,000 lines$/).waitFor();
  await timed.getByText("Only those of the time that the chart shows are listed.").waitFor();
});

test("by keyboard alone a line is found, opened, read as JSON, and leads to Logs Explorer and its group", async () => {
  fillUp(fixture);
  const { page, section, rows, faults } = await openLines("", 390);
  await rows.first().waitFor();
  await section.getByLabel("Severity").focus();
  await page.keyboard.press("Tab");
  expect(await focused(page)).toMatch(/^line 0: /);
  for (const key of ["j", "ArrowDown", "j", "k"]) await page.keyboard.press(key);
  await expect.poll(() => focused(page)).toMatch(/^line 2: /);
  await page.keyboard.press("PageDown");
  await page.keyboard.press("PageDown");
  await page.keyboard.press("PageDown");
  await expect.poll(() => focused(page)).toMatch(/^line 38: /);
  await page.keyboard.press("Enter");
  const row = section.locator("[data-index='38']");
  expect(await row.getByRole("button", { expanded: true }).count()).toBe(1);
  expect(await row.getByRole("link", { name: /\(38\)$/ }).getAttribute("href")).toBe("/groups/0000000000000038");
  expect(await row.getByRole("link", { name: "Entry line-38 in Logs Explorer" }).getAttribute("href")).toContain(
    "https://console.cloud.google.com/logs/query",
  );
  await row.getByRole("button", { name: "Copy: entry line-38" }).waitFor();
  await row.getByRole("button", { name: "Entry line-38 as JSON" }).press("Enter");
  await row.getByText('"insertId": "line-38"').waitFor();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  expect(await axeFaults(page)).toEqual([]);
  expect(faults).toEqual([]);
});

test("lines stay where they are while the incident changes, until the reader asks for them again", async () => {
  const { section } = await openLines();
  const asked = () => fixture.requests.filter((line) => line.endsWith("/lines")).length;
  const before = asked();
  fixture.incident.revision += 1;
  fixture.push("changed", { incidentId: STORY_ID, revision: fixture.incident.revision });
  const again = section.getByRole("button", { name: "Read again: the incident changed" });
  await again.waitFor();
  expect(asked()).toBe(before);
  await again.click();
  await expect.poll(asked).toBe(before + 1);
  await again.waitFor({ state: "detached" });
});

test("the chart opens on the incident's own time, says which it is, and shows all that is known when asked", async () => {
  const { incident, analysis } = fixture.incident;
  const end = Date.parse(analysis.window.to) - 6 * HOUR;
  // Eighteen minutes, ten hours ago.
  incident.firstSeen = toIso(end - 18 * MINUTE);
  incident.lastSeen = toIso(end);
  for (const { evidence } of incident.hypotheses) {
    for (const one of evidence) if (one.kind === "change") one.at = toIso(end - 20 * MINUTE);
  }
  const { page } = await openPage(browser);
  await page.goto(`${fixture.url}/incidents/${STORY_ID}`);
  const chart = page.getByRole("region", { name: "Errors per minute" });
  await chart.getByText("each minute").waitFor();
  const time = chart.locator("summary", { hasText: "Time:" });
  const opensOn = await time.innerText();
  expect(opensOn).toMatch(/\d{2}:\d{2} – .*\d{2}:\d{2}$/);
  expect(new URL(page.url()).search).toBe("");

  await chart.getByRole("button", { name: "Show all" }).click();
  await chart.getByText("averaged over 10 minutes").waitFor();
  const { searchParams } = new URL(page.url());
  expect([searchParams.get("from"), searchParams.get("to")]).toEqual([analysis.window.from, analysis.window.to]);
  await chart.getByRole("button", { name: "Show the incident" }).click();
  await expect.poll(() => time.innerText()).toBe(opensOn);
});
