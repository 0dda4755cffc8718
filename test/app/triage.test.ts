import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildDashboard } from "../../server/dashboard.ts";
import { incidentResponseSchema, incidentsResponseSchema } from "../../shared/api.ts";
import { launchBrowser, openPage } from "../lib/browser.ts";
import { eventually, type RunningApp, startRunningApp } from "../lib/running-app.ts";
import { tabTo } from "./keyboard.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

let browser: Browser;
let app: RunningApp;
let page: Page;
let faults: string[];
let id: string;

beforeAll(async () => {
  await buildDashboard(ROOT, () => undefined, new AbortController().signal);
  [browser, app] = await Promise.all([launchBrowser(), startRunningApp()]);
  ({ page, faults } = await openPage(browser, { acceptDownloads: true }));
  id = await eventually(async () => {
    const { incidents } = incidentsResponseSchema.parse((await app.call("GET", "/incidents")).body);
    return incidents[0]?.id;
  });
});
afterAll(async () => {
  await browser.close();
  await app.stop();
});

const read = async () => incidentResponseSchema.parse((await app.call("GET", `/incidents/${id}`)).body);
const part = (name: string) => page.getByRole("region", { name });

async function openIncident(): Promise<void> {
  await page.goto(`${app.url}/incidents/${id}`);
  await page.getByRole("heading", { level: 1, name: /Pool class QueuePool/ }).waitFor();
}

test("the whole triage goes without a mouse: list, cause, acknowledge, evidence, answer, step, report", async () => {
  const { keyboard } = page;
  await page.goto(app.url);
  await page.getByRole("link", { name: /GET \/api\/mcp\/servers/ }).waitFor();
  await keyboard.press("j");
  await keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: /Pool class QueuePool/ }).waitFor();
  await page.getByText("Confirmed").first().waitFor();

  await tabTo(page, "Acknowledge");
  await keyboard.press("Enter");
  await page.getByText("Acknowledged", { exact: true }).first().waitFor();

  const open = (await read()).incident.fiveWhys.find(({ status }) => status === "open");
  await tabTo(page, `Answer: ${open?.question}`);
  await keyboard.press("Enter");
  await tabTo(page, `Answer to: ${open?.question}`);
  await keyboard.type("No test starts the engine.");
  await keyboard.press("Control+Enter");
  await part("Five whys").getByText("No test starts the engine.").waitFor();

  const [step] = (await read()).incident.remediation.steps;
  await tabTo(page, `State of ${step?.title}`);
  await keyboard.press("ArrowDown");
  const stateOf = async () => (await read()).incident.remediation.steps[0]?.status;
  await expect.poll(stateOf).toBe("in-progress");

  // A letter belongs to the field that has the focus; the palette opens from anywhere.
  await keyboard.press("Control+k");
  await page.getByRole("combobox", { name: /Go to a page/ }).waitFor();
  await keyboard.type("incidents");
  await page.getByRole("option", { name: /Incidents/, selected: true }).waitFor();
  await keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: "Incidents" }).waitFor();
  await page.getByRole("link", { name: /GET \/api\/mcp\/servers/ }).waitFor();
  await keyboard.press("j");
  await keyboard.press("Enter");
  await tabTo(page, "Export");
  await keyboard.press("Enter");
  await page.getByRole("menuitem", { name: /Report: versions/ }).press("Enter");
  await page.frameLocator("iframe").getByRole("heading", { name: "Executive summary" }).waitFor();
});

test("a check runs again on the live system, and the page shows when", async () => {
  await openIncident();
  const before = (await read()).incident.checks.find(({ kind }) => kind === "endpoint");
  await part("Live checks")
    .getByRole("button", { name: /^Run again: Endpoint GET \/api\/mcp\/servers/ })
    .click();
  await page.getByText("1 check ran again: 1 found a fault, 0 found none, 0 could not look.").waitFor();
  const after = (await read()).incident.checks.find(({ kind }) => kind === "endpoint");
  expect((after?.at ?? "") > (before?.at ?? "")).toBe(true);
});

test("an answered why is put into other words, which stay when the incident is derived again", async () => {
  await openIncident();
  const whys = part("Five whys");
  const edit = whys.getByRole("button", { name: /^Edit the answer to: / }).first();
  const question = (await edit.getAttribute("aria-label"))?.replace("Edit the answer to: ", "") ?? "";
  await edit.click();
  const field = whys.getByLabel(`Answer to: ${question}`);
  await expect.poll(() => field.inputValue()).not.toBe("");
  await field.fill("The handler cannot open a session: seen with <b>curl</b>.");
  await whys.getByRole("button", { name: "Keep the answer" }).click();
  await whys.getByText("The handler cannot open a session: seen with <b>curl</b>.").waitFor();
  await app.call("POST", `/incidents/${id}/checks/run`, {});
  await page.reload();
  await part("Five whys").getByText("The handler cannot open a session: seen with <b>curl</b>.").waitFor();
  const { fiveWhys, timeline } = (await read()).incident;
  expect(fiveWhys.find((why) => why.question === question)).toMatchObject({ status: "answered" });
  expect(timeline.some(({ statement }) => statement.startsWith("Operator answered: The handler"))).toBe(true);
});

describe("the menu exports the report as", () => {
  /** How each file begins: what tells its kind. */
  test.each([
    ["Markdown", ".md", /^# /],
    ["HTML", ".html", /^<!doctype html>/i],
    ["PDF", ".pdf", /^%PDF-/],
    ["Word", ".docx", /^PK/],
    ["JSON", ".json", /^\{/],
    ["Timeline as CSV", ".csv", /^\uFEFF?[a-z"]/i],
    ["Bundle", ".json", /^\{/],
  ])("%s", async (name, ending, begins) => {
    if (!page.url().endsWith(`/incidents/${id}`)) await openIncident();
    await page.getByRole("button", { name: "Export" }).click();
    const item = page.getByRole("menuitem", { name: new RegExp(`^${name}`) }).first();
    const [download] = await Promise.all([page.waitForEvent("download"), item.click()]);
    expect(download.suggestedFilename().endsWith(ending), download.suggestedFilename()).toBe(true);
    const bytes = await readFile(await download.path());
    expect(bytes.length).toBeGreaterThan(500);
    expect(bytes.toString("utf8")).toMatch(begins);
  });
});

test("a group is muted from its page: its incident leaves the list, and comes back when the mute is lifted", async () => {
  const group = (await read()).incident.groups.find(({ role }) => role === "cause");
  await page.goto(`${app.url}/groups/${group?.id}`);
  await page.getByRole("button", { name: "Mute" }).click();
  const dialog = page.getByRole("dialog", { name: "Mute this group" });
  await dialog.getByLabel("Why").fill("mended tomorrow");
  await dialog.getByRole("button", { name: "Mute", exact: true }).click();
  await page.getByRole("complementary", { name: "Mute" }).getByText("mended tomorrow").waitFor();
  await page.goto(`${app.url}/incidents`);
  await page.getByRole("heading", { name: "All healthy" }).waitFor();
  await page.goto(`${app.url}/groups/${group?.id}`);
  await page.getByRole("button", { name: "Lift the mute" }).click();
  await page.getByRole("complementary", { name: "Mute" }).waitFor({ state: "hidden" });
  await page.goto(`${app.url}/incidents`);
  await page.getByRole("link", { name: /GET \/api\/mcp\/servers/ }).waitFor();
});

test("a step is marked done after the fix, the live system is asked, and the page turns the criterion to met", async () => {
  await openIncident();
  const criterion = async () =>
    (await read()).incident.remediation.successCriteria.find(({ kind }) => kind === "endpoint")?.state;
  expect(await criterion()).toBe("unmet");
  await page.getByRole("button", { name: "Apply the fix" }).click();
  const fix = (await read()).incident.remediation.steps.find(({ kind }) => kind === "fix");
  await page.getByLabel(`State of ${fix?.title}`, { exact: true }).selectOption("done");
  await expect.poll(criterion).toBe("met");
  await part("Remediation")
    .getByText(/answered 200, as expected/)
    .first()
    .waitFor();
});

test("nothing on the way broke a rule of the page", () => {
  expect(faults).toEqual([]);
});
