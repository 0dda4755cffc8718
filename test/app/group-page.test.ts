import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildDashboard } from "../../server/dashboard.ts";
import { groupsResponseSchema } from "../../shared/api-groups.ts";
import { MINUTE } from "../../shared/time.ts";
import { axeFaults } from "../lib/axe.ts";
import { launchBrowser, openPage } from "../lib/browser.ts";
import { text } from "../lib/entries.ts";
import { eventually, type RunningApp, startRunningApp } from "../lib/running-app.ts";
import { hasFocus } from "./keyboard.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const START = Date.now() - 60 * MINUTE;
const failed = (words: string, minute: number) => text(words, { at: START + minute * MINUTE, severity: "ERROR" });

let browser: Browser;
let app: RunningApp;
let page: Page;
let faults: string[];
let id: string;

beforeAll(async () => {
  await buildDashboard(ROOT, () => undefined, new AbortController().signal);
  [browser, app] = await Promise.all([launchBrowser(), startRunningApp({ sample: false })]);
  const names = ["alice", "bob", "carol", "alice"];
  const entries = names.map((name, i) => failed(`session ${i + 7} closed early for user ${name}`, i));
  await app.call("POST", "/entries", [...entries, failed("the lamp is broken", 9)]);
  id = await eventually(async () => {
    const { groups } = groupsResponseSchema.parse((await app.call("GET", "/groups")).body);
    return groups.length === 2 ? groups.find(({ count }) => count === 4)?.id : undefined;
  });
  ({ page, faults } = await openPage(browser));
});
afterAll(async () => {
  await browser.close();
  await app.stop();
});

const parts = () => page.getByRole("region", { name: "Groups that are shown as this one" });
const entriesInThisTime = async (words: string) =>
  page.locator(".figures div").filter({ hasText: "In this time" }).filter({ hasText: words }).waitFor();

test("the page of a joined group says which texts it holds, in which words they differ, and what the masks stand for", async () => {
  await page.goto(`${app.url}/groups/${id}`);
  await page.getByRole("heading", { level: 1, name: "session <num> closed early for user <*>" }).waitFor();
  await parts().getByText("One statement in which words vary").first().waitFor();
  await expect.poll(() => parts().getByRole("row").count()).toBe(4);
  const why = page.getByRole("region", { name: "Why these entries are one group" });
  await why.getByRole("list", { name: "Values" }).getByText("10", { exact: true }).waitFor();
  expect(await axeFaults(page)).toEqual([]);
});

test("a part is split out with the keyboard alone, and that is taken back", async () => {
  await parts()
    .getByRole("button", { name: /^Split out .* bob$/ })
    .focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Split this group out" });
  await dialog.getByText("closed early for user bob").waitFor();
  await expect.poll(() => hasFocus(dialog.getByLabel("Why"))).toBe(true);
  await page.keyboard.type("bob is a robot");
  await page.keyboard.press("Enter");
  await dialog.waitFor({ state: "hidden" });
  await entriesInThisTime("3 entries");
  await parts().getByText("split out “session <num> closed early for user bob”").waitFor();
  await parts().getByText("bob is a robot").waitFor();

  await parts().getByRole("button", { name: "Take back" }).first().press("Enter");
  const undo = page.getByRole("dialog", { name: "Take the change back" });
  await undo.getByLabel("Why").fill("he is not");
  await page.keyboard.press("Enter");
  await undo.waitFor({ state: "hidden" });
  await entriesInThisTime("4 entries");
});

test("another group of the service is found by its words and joined", async () => {
  await parts().getByRole("button", { name: "Join another" }).press("Enter");
  const dialog = page.getByRole("dialog", { name: "Join another group" });
  await dialog.getByLabel("Find by words or id").fill("lamp");
  await dialog.getByRole("radio", { name: /the lamp is broken/ }).press("Space");
  await dialog.getByLabel("Why").fill("he broke the lamp");
  await page.keyboard.press("Enter");
  await dialog.waitFor({ state: "hidden" });
  await entriesInThisTime("5 entries");
  await parts()
    .getByRole("cell", { name: /Joined by Operator .*: he broke the lamp/ })
    .waitFor();
});

test("an old address of a joined group shows the group that it is shown in", async () => {
  const row = parts().getByRole("row", { name: /the lamp is broken/ });
  const lamp = (await row.locator("code").first().textContent()) ?? "";
  await page.goto(`${app.url}/groups/${lamp}`);
  await page.getByRole("note").getByText("was joined to this one").waitFor();
  await page.getByRole("heading", { level: 1, name: "session <num> closed early for user <*>" }).waitFor();
});

test("nothing on the way broke a rule of the page", () => {
  expect(faults).toEqual([]);
});
