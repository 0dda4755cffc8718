import type { Browser } from "playwright-core";
import { expect, test } from "vitest";
import { DAY, HOUR } from "../../shared/time.ts";
import { openPage } from "../lib/browser.ts";
import { fixtureForEach } from "./fixture-for-each.ts";
import type { Fixture } from "./fixture-server.ts";

let browser: Browser;
let fixture: Fixture;

fixtureForEach((started) => {
  ({ browser, fixture } = started);
});

async function open(path: string, heading: string | RegExp, options = {}) {
  const opened = await openPage(browser, options);
  await opened.page.goto(fixture.url + path);
  await opened.page.getByRole("heading", { level: 1, name: heading }).waitFor();
  return opened;
}

test("a group's row says how often, in what rhythm, since when, and whether production has it", async () => {
  const { page, faults } = await open("/groups", "Error groups");
  const cells = async () => {
    const texts = await page.getByRole("row").nth(2).getByRole("cell").allInnerTexts();
    return texts.map((text) => text.replaceAll(/\s+/g, " ").replaceAll(/[\d]+ (s|min|h)( \d+ min)? ago/g, "…"));
  };
  await expect
    .poll(cells)
    .toEqual([
      "Pool class QueuePool cannot be used with asyncio engine netra-backend-staging · staging · config.pool-class-mismatch",
      "1,361 entries",
      "every 60 s ± 1 s one uptime check",
      "… last …",
      "netra-backend-staging-00035",
      "No",
    ]);
  await page.getByLabel("Family").selectOption("auth.system-user");
  await expect.poll(() => page.getByRole("row").count()).toBe(2);
  await expect.poll(() => new URL(page.url()).search).toBe("?family=auth.system-user");
  expect(faults).toEqual([]);
});

test("a time is chosen by name, by Grafana's words, or made twice as long; the address holds it", async () => {
  const { page } = await open("/groups", "Error groups");
  const search = () => new URL(page.url()).searchParams;
  await page.keyboard.press("d");
  await page.getByRole("button", { name: "Last 6 hours" }).click();
  await expect.poll(() => [search().get("from"), search().get("to")]).toEqual(["now-6h", "now"]);
  await page.getByText("Last 6 hours").first().click();
  await page.getByLabel("From").fill("last week");
  await page.getByRole("button", { name: "Apply", exact: true }).click();
  await page
    .getByRole("alert")
    .getByText(/"last week" is no time/)
    .waitFor();
  await page.getByLabel("From").fill("now-2d/d");
  await page.getByRole("button", { name: "Apply", exact: true }).click();
  await expect.poll(() => search().get("from")).toBe("now-2d/d");
  await page.locator("h1").click();
  await page.keyboard.press("t");
  await page.keyboard.press("z");
  await expect.poll(() => search().get("from")).toMatch(/^\d{4}-\d{2}-\d{2}T/);
});

test("a group says why its entries are one, and is muted with a reason and an end", async () => {
  fixture.pages.group.ahead = { count: 3, latestAt: "2099-01-01T00:00:00.000Z" };
  const { page, faults } = await open(`/groups/${fixture.pages.group.group.id}`, /Pool class QueuePool/);
  await page.getByText(/^3 entries carry a time ahead of now, the latest 2099-01-01 00:00:00/).waitFor();
  fixture.pages.group.group.total = 3;
  fixture.pages.group.group.firstSeen = new Date(Date.now() + 10 * DAY).toISOString();
  await page.reload();
  await page.getByText("last not yet").waitFor();
  const signature = page.getByRole("region", { name: "Why these entries are one group" });
  await signature.getByText("A UUID names one thing once.").waitFor();
  await signature.getByText("QueuePool", { exact: true }).waitFor();
  await page
    .getByRole("region", { name: "Incidents" })
    .getByRole("link", { name: /fails every 60 s/ })
    .waitFor();
  await page.getByRole("button", { name: "Mute" }).click();
  const dialog = page.getByRole("dialog", { name: "Mute this group" });
  await dialog.getByLabel("For").selectOption({ label: "1 week" });
  await dialog.getByLabel("Why").fill("mended by release 36");
  await dialog.getByRole("button", { name: "Mute", exact: true }).click();
  const note = page.getByRole("complementary", { name: "Mute" });
  await note.getByText("mended by release 36").waitFor();
  await note.getByText("7 entries; 1 incident would have been opened.").waitFor();
  await note.getByRole("button", { name: "Lift the mute" }).click();
  await note.waitFor({ state: "hidden" });
  expect(await page.evaluate(() => "hacked" in globalThis)).toBe(false);
  expect(faults).toEqual([]);
});

test("what was not done is told in the dialog that asked for it, with what was written still in it", async () => {
  const { id } = fixture.pages.group.group;
  const { page } = await open(`/groups/${id}`, /Pool class QueuePool/);
  await page.getByRole("button", { name: "Mute" }).click();
  const dialog = page.getByRole("dialog", { name: "Mute this group" });
  fixture.failNext = `PUT /api/v1/groups/${id}/mute`;
  await dialog.getByLabel("Why").fill("known");
  await page.keyboard.press("Enter");
  await dialog.getByRole("alert").getByText("The group was not muted: The store is away. (request req-42)").waitFor();
  expect(await dialog.getByLabel("Why").inputValue()).toBe("known");
  await dialog.getByRole("button", { name: "Mute", exact: true }).click();
  await page.getByRole("complementary", { name: "Mute" }).getByText("known").waitFor();
  await dialog.waitFor({ state: "hidden" });
});

test("environments stand beside the reference, each cell with what it rests on, and are asked live", async () => {
  const { page, faults } = await open("/environments", "Environments");
  const box = page.getByRole("region", { name: "staging against production" });
  await box.getByText("They differ").waitFor();
  await box.getByText("What was seen").click();
  await box.getByText("table public.mcp_external_servers", { exact: true }).waitFor();
  await box.getByText("Not asked", { exact: true }).waitFor();
  await box.getByRole("button", { name: "Ask the live systems of staging now" }).click();
  await page.getByText("The databases of staging and of the reference were asked.").waitFor();
  await box.getByText("asked just now").waitFor();
  expect(faults).toEqual([]);
});

test("checks of all incidents are filtered by answer and lead to their incident", async () => {
  const { page } = await open("/checks", "Checks");
  await page.getByText("4 checks in this time: 2 found a fault, 1 found none, 1 could not look").waitFor();
  await page.getByLabel("Answer").selectOption("unknown");
  await expect.poll(() => page.getByRole("row").count()).toBe(2);
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: /pool class does not fit/ }).waitFor();
});

test("sources say how far behind they are, what is sent, what is missing, and why one fails", async () => {
  const { page } = await open("/sources", "Sources");
  const staging = page.getByRole("region", { name: "cloud-logging my-staging-project" });
  await staging.getByText('resource.type="cloud_run_revision"').waitFor();
  await staging.getByText("1 open, 1 not filled, 2 filled").waitFor();
  await staging.getByText(/more came than Google streams .* \(at least 1,840 entries\)/).waitFor();
  await staging.getByText("2 gaps were filled").click();
  await staging.getByText("Throttled by Cloud Logging (429)").waitFor();
  await staging.getByText("3 entries were rejected").click();
  await staging.getByText("not a JSON object: <b>oops</b>").waitFor();
  const production = page.getByRole("region", { name: "cloud-logging my-production-project" });
  await production.getByText(/grant roles\/logging.viewer/).waitFor();
  const archive = page.getByRole("region", { name: "cloud-logging my-archive-project" });
  await archive.getByRole("progressbar", { name: "Read of what lies behind" }).waitFor();
  await archive.getByText(/^72 % of .* Caught up in about 14 min\.$/).waitFor();
});

test("a source whose newest entry states a time to come says so, and claims no lag", async () => {
  const [source] = fixture.pages.sources.sources;
  const now = Date.parse(fixture.pages.sources.now);
  Object.assign(source!, { newestAt: new Date(now + 3 * HOUR).toISOString(), lagSeconds: null });
  const { page } = await open("/sources", "Sources");
  const staging = page.getByRole("region", { name: "cloud-logging my-staging-project" });
  await staging.getByText(/^Its newest entry states a time that is 3 h ahead of now: a clock runs ahead/).waitFor();
  await staging.getByText("Not known").waitFor();
});

test("a source is paused for a reason, says by whom and why, and is resumed", async () => {
  const { page, faults } = await open("/sources", "Sources");
  const name = "cloud-logging my-staging-project";
  await page.getByRole("button", { name: `Pause ${name}` }).click();
  const dialog = page.getByRole("dialog", { name: `Pause ${name}` });
  await dialog.getByText(/on any replica and after any restart, until somebody resumes it/).waitFor();
  await dialog.getByRole("button", { name: "Pause" }).click();
  expect(fixture.requests.filter((line) => line.endsWith("/pause"))).toEqual([]);
  await dialog.getByLabel("Why").fill("the quota is needed elsewhere");
  await dialog.getByRole("button", { name: "Pause" }).click();
  const note = page.getByRole("complementary", { name: `Pause of ${name}` });
  await note.getByText(/Paused by Operator .*: the quota is needed elsewhere/).waitFor();
  await note.getByRole("button", { name: `Resume ${name}` }).click();
  await page.getByText(`${name} goes on where it was.`).waitFor();
  await page.getByRole("button", { name: `Pause ${name}` }).waitFor();
  expect(fixture.requests).toContain("POST /api/v1/sources/src_000000000001/resume");
  expect(faults).toEqual([]);
});

test("a source that is paused is said where its incidents would be", async () => {
  const [, source] = fixture.status.sources;
  Object.assign(source!, { state: "paused", detail: "Paused by ada since 2026-03-01 12:00:00 UTC: a load test." });
  const { page } = await open("/incidents", "Incidents");
  await page.getByText(/my-project is paused, so incidents may be missing: Paused by ada since/).waitFor();
});

test("sources change at once when the server tells of it", async () => {
  const { page } = await open("/sources", "Sources");
  const staging = page.getByRole("region", { name: "cloud-logging my-staging-project" });
  await staging.getByText("Waiting for entries").waitFor();
  const [source] = fixture.pages.sources.sources;
  Object.assign(source!, { state: "paused", pause: { by: "ada", reason: "why", since: new Date().toISOString() } });
  const asked = fixture.requests.length;
  fixture.push("changed", { incidentId: null, revision: 0 });
  await staging.getByText(/Paused by ada/).waitFor();
  expect(fixture.requests.slice(asked)).toContain("GET /api/v1/sources");
});

test("webhooks show each attempt; a disabled one is enabled, a test sent, a message sent again", async () => {
  const { page, faults } = await open("/webhooks", "Webhooks");
  await page.getByRole("button", { name: "Enable chat again" }).click();
  await page.getByText("chat gets messages again.").waitFor();
  await page.getByRole("button", { name: "Send a test to pager" }).click();
  await page.getByText("A test is on its way to pager.").waitFor();
  await page.getByLabel("State").selectOption("failed");
  const messages = page.getByRole("region", { name: "Messages" });
  await messages.getByText("1 attempt").click();
  await messages.getByText(/answered 410 Gone after 84 ms/).waitFor();
  await messages.getByRole("button", { name: "Send msg_1_opened to chat again" }).click();
  await page.getByText("The message is sent to chat again").waitFor();
  expect(fixture.requests).toContain("POST /api/v1/webhooks/chat/replay");
  expect(faults).toEqual([]);
});

test("the palette finds an incident, a group and a page by typing, and g and a letter go to pages", async () => {
  const { page } = await open("/sources", "Sources");
  await page.keyboard.press("Control+k");
  const field = page.getByRole("combobox", { name: /Go to a page/ });
  await field.fill("pool class");
  await page.getByRole("option", { name: /Group Pool class QueuePool/ }).waitFor();
  await page.getByRole("option", { name: /Incident .*pool class does not fit/ }).waitFor();
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: /pool class does not fit/ }).waitFor();
  await page.keyboard.press("g");
  await page.keyboard.press("w");
  await page.getByRole("heading", { level: 1, name: "Webhooks" }).waitFor();
  await page.keyboard.press("Control+k");
  await field.fill("dark");
  await page.getByRole("option", { name: /dark/i, selected: true }).waitFor();
  await page.keyboard.press("Enter");
  await expect.poll(() => page.evaluate(() => document.documentElement.dataset.theme)).toBe("dark");
});

test("pages without anything say why and what to do, and none scrolls sideways at 390 px", async () => {
  fixture.status.sources = [];
  const { groups, environments, sources, webhooks, checks } = fixture.pages;
  Object.assign(groups, { groups: [], matching: 0, totals: { all: 0, muted: 0 } });
  Object.assign(environments, { reference: null, environments: [], comparisons: [] });
  Object.assign(webhooks, { webhooks: [], deliveries: [] });
  sources.sources = [];
  checks.checks = [];
  const { page } = await openPage(browser, { viewport: { width: 390, height: 844 } });
  for (const [path, heading] of [
    ["/groups", "Nothing is connected yet"],
    ["/environments", "No environment is known"],
    ["/sources", "No source is configured"],
    ["/webhooks", "Nobody is told of incidents"],
    ["/checks", "No live system was asked in the last 24 hours"],
  ]) {
    await page.goto(fixture.url + path);
    await page.getByRole("heading", { name: heading ?? "" }).waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  }
});
