import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { expect, test } from "vitest";
import { openPage } from "../lib/browser.ts";
import { fixtureForEach } from "./fixture-for-each.ts";
import type { Fixture } from "./fixture-server.ts";
import { STORY_ID } from "./story.ts";

let browser: Browser;
let fixture: Fixture;

fixtureForEach((started) => {
  ({ browser, fixture } = started);
});

async function openIncident(options: BrowserContextOptions = {}): Promise<Page> {
  const page = await openAt(`/incidents/${STORY_ID}`, options);
  await page.getByRole("region", { name: "Coverage" }).waitFor();
  return page;
}

async function openAt(path: string, options: BrowserContextOptions): Promise<Page> {
  const { page } = await openPage(browser, options);
  await page.goto(fixture.url + path);
  return page;
}

test("on paper the chart fits, what can be pressed is gone, and each step says how", async () => {
  const page = await openIncident();
  await page.locator(".recharts-surface").first().waitFor();
  await page.emulateMedia({ media: "print" });
  // Paper is laid out at once: what measures itself does not learn of it.
  const right = await page.evaluate(() => {
    document.body.style.width = "720px";
    return document.querySelector(".recharts-surface")?.getBoundingClientRect().right;
  });
  expect(right).toBeLessThanOrEqual(720);
  expect(await page.getByRole("button").filter({ visible: true }).count()).toBe(0);
  expect(await page.getByRole("region", { name: "Log lines" }).count()).toBe(0);
  const how = page.locator(".step-text > details:not([open]) .step-detail").first();
  expect((await how.boundingBox())?.height).toBeGreaterThan(10);
});

test("a slow server is told by a skeleton, not by an empty page", async () => {
  for (const path of ["status", "whoami"]) fixture.late[`GET /api/v1/${path}`] = 700;
  const { page } = await openPage(browser);
  await page.goto(`${fixture.url}/incidents/${STORY_ID}`, { waitUntil: "commit" });
  await page.locator(".skeleton").waitFor();
  await page.getByRole("region", { name: "Coverage" }).waitFor();
});

test("a command of the next step is copied as it stands", async () => {
  const command = "gcloud run services update-traffic api --region europe-west1 --to-revisions api-00034=100";
  const [step] = fixture.incident.incident.remediation.steps;
  if (step === undefined) throw new Error("the story has no step");
  step.detail = `Go back: ${command}. Then look again.`;
  const page = await openIncident({ permissions: ["clipboard-read", "clipboard-write"] });
  const next = page.getByRole("region", { name: "Next step" });
  await next.getByRole("button", { name: `Copy: ${command}` }).click();
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(command);
});

test("the zone can be switched only where the reader's own is another", async () => {
  const utc = await openAt("/webhooks", { timezoneId: "UTC" });
  await utc.getByTitle("Times are in UTC, which is your time zone too.").waitFor();
  expect(await utc.getByRole("button", { name: /^Times are in/ }).count()).toBe(0);
  const abroad = await openAt("/webhooks", { timezoneId: "Asia/Tokyo" });
  await abroad.getByRole("button", { name: "Times are in UTC; show them in Asia/Tokyo" }).click();
  await abroad.getByRole("button", { name: "Times are in Asia/Tokyo; show them in UTC" }).waitFor();
});
