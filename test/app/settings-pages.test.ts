import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { axeFaults } from "../lib/axe.ts";
import { launchBrowser, openPage } from "../lib/browser.ts";
import { eventually, type RunningApp, startRunningApp } from "../lib/running-app.ts";

let sink: Server;
let app: RunningApp;
let browser: Browser;

beforeAll(async () => {
  sink = createServer((request, response) => {
    response.writeHead(request.url === "/gone" ? 410 : 200).end("said the receiver");
  }).listen(0, "127.0.0.1");
  await once(sink, "listening");
  const address = sink.address();
  const port = typeof address === "object" ? address?.port : 0;
  const webhook = (name: string) => ({
    ...{ name, url: `http://127.0.0.1:${port}/${name}`, format: "template", template: "{{title}}" },
    ...{ allowPrivate: true, sample: true },
  });
  [browser, app] = await Promise.all([
    launchBrowser(),
    startRunningApp({
      config: { webhooks: [webhook("pager"), webhook("gone")] },
    }),
  ]);
});
afterAll(async () => {
  await browser.close();
  await app.stop();
  sink.close();
});

async function open(path: string): Promise<{ page: Page; faults: string[] }> {
  const opened = await openPage(browser);
  await opened.page.goto(app.url + path);
  return opened;
}

test("by keyboard alone a person says what is at stake with a service, and takes it back", async () => {
  const { page, faults } = await open("/settings");
  const row = page.getByRole("listitem").filter({ hasText: "agent-gateway" });
  await row.getByRole("button", { name: "Edit agent-gateway" }).focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Control+a");
  await page.keyboard.type("Paying for orders");
  await page.keyboard.press("Tab");
  await page.keyboard.type("12500");
  await page.keyboard.press("Enter");

  await row.getByText("Paying for orders · 12,500 USD a month").waitFor();
  await row.getByText("Set by Operator").waitFor();
  await row.getByRole("button", { name: "Take back what was set for agent-gateway" }).click();
  await row.getByText("From plumbline.yaml").waitFor();
  expect(faults).toEqual([]);
});

test("a token is made for one environment, shown once, and revoked after a second thought", async () => {
  const { page, faults } = await open("/settings");
  await page.getByRole("button", { name: "New token" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("exporter");
  await dialog.getByRole("button", { name: "Make the token" }).click();
  await dialog.getByText("Choose what the program may do.").waitFor();
  await dialog.getByLabel(/incidents:read/).check();
  await dialog.getByLabel("sample-staging").check();
  await dialog.getByRole("button", { name: "Make the token" }).click();
  const token = await dialog.locator("pre").innerText();
  expect(token).toMatch(/^plb_[0-9A-Za-z]{36}$/);
  expect(await axeFaults(page)).toEqual([]);
  await dialog.getByRole("button", { name: "Done" }).click();

  const row = page.getByRole("listitem").filter({ hasText: "exporter" });
  await row.getByText("incidents:read in sample-staging").waitFor();
  await expect.poll(() => page.content()).not.toContain(token);
  await row.getByRole("button", { name: "Revoke exporter" }).click();
  await row.getByRole("button", { name: "Keep it" }).click();
  await row.getByRole("button", { name: "Revoke exporter" }).click();
  await row.getByRole("button", { name: "Revoke exporter for good" }).click();
  await row.getByText(/revoked/).waitFor();
  await page.reload();
  await page.getByRole("cell", { name: /DELETE \/tokens\/:id/ }).waitFor();
  expect(faults).toEqual([]);
});

test("an endpoint that is given up is told on every page; pause, replay of a time and maintenance do what they say", async () => {
  await app.call("POST", "/webhooks/gone/test", {});
  await eventually(async () =>
    JSON.stringify((await app.call("GET", "/status")).body).includes("410 Gone") ? true : undefined,
  );
  const { page, faults } = await open("/groups");
  await page.getByText("Webhook gone gets no messages:").waitFor();
  await page.getByRole("link", { name: "Look at webhooks" }).click();

  await page.getByRole("button", { name: "Pause pager" }).click();
  await page.getByText("2 webhooks get no messages:").waitFor();
  await page.getByRole("button", { name: "Enable pager again" }).click();
  await page.getByRole("button", { name: "Send a test to pager" }).click();
  await page.getByRole("button", { name: "Send messages to pager again" }).click();
  await page.getByRole("menuitem", { name: "All of the last hour" }).click();
  await page.getByText("All messages of the last hour are sent to pager again, under their ids.").waitFor();

  await page.getByRole("button", { name: "Let messages wait" }).click();
  await page.getByLabel("Endpoint").first().selectOption("pager");
  await page.getByLabel("Why").fill("The pager moves");
  await page.getByRole("button", { name: "Let messages wait" }).click();
  await page.getByText("The pager moves (Operator)").waitFor();
  expect(await axeFaults(page)).toEqual([]);
  await page.getByRole("button", { name: "End it now" }).click();
  await page.getByText("None is planned here.").waitFor();
  expect(faults).toEqual([]);
});

test("filters are kept under a name for everybody, and taken again by keyboard", async () => {
  const { page, faults } = await open("/incidents?severity=high&status=all");
  await page.getByRole("button", { name: "Saved" }).focus();
  await page.keyboard.press("Enter");
  const saved = page.getByRole("dialog", { name: "Saved filters" });
  await saved.getByText("Nothing is saved for this list yet.").waitFor();
  await saved.getByLabel("Name of these filters").fill("Grave ones");
  await page.keyboard.press("Enter");
  await saved.getByRole("link", { name: "Grave ones" }).waitFor();
  expect(await axeFaults(page)).toEqual([]);

  const other = await open("/incidents");
  await other.page.getByRole("button", { name: "Saved" }).click();
  await other.page.getByText("Set a filter to save it under a name.").waitFor();
  await other.page.getByRole("link", { name: "Grave ones" }).focus();
  await other.page.keyboard.press("Enter");
  await expect.poll(() => new URL(other.page.url()).search).toBe("?status=all&severity=high");
  await other.page.getByRole("dialog", { name: "Saved filters" }).waitFor({ state: "hidden" });
  await other.page.getByRole("button", { name: "Saved" }).click();
  await other.page.getByRole("button", { name: "Drop the filter Grave ones" }).click();
  await other.page.getByText("Nothing is saved for this list yet.").waitFor();
  expect([...faults, ...other.faults]).toEqual([]);
});

test.each([
  ["/settings", "Audit log"],
  ["/api-reference", "Webhook events"],
])(
  "axe finds no fault on %s, light or dark, wide or narrow, and nothing is wider than the window",
  async (path, last) => {
    for (const [width, colorScheme] of [
      [1440, "light"],
      [390, "dark"],
    ] as const) {
      const { page, faults } = await openPage(browser, { viewport: { width, height: 900 }, colorScheme });
      await page.goto(app.url + path);
      await page.getByRole("heading", { name: last }).waitFor();
      await page.evaluate(() => {
        for (const details of [...document.querySelectorAll("details")].slice(0, 12)) details.setAttribute("open", "");
      });
      const found = await axeFaults(page);
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect([width, found, overflow, faults]).toEqual([width, [], 0, []]);
      await page.context().close();
    }
  },
);

test("the page of the API names every route and event, with what it takes and answers", async () => {
  const { page } = await open("/api-reference");
  await page.getByText("/incidents/{id}/acknowledge").waitFor();
  const tokens = page.locator("details", { hasText: "API tokens, without the tokens themselves." });
  await tokens.locator("summary").click();
  await tokens.getByText("Role admin; for tokens the scope admin.").waitFor();
  await page.locator("summary", { hasText: "incident.opened" }).click();
  const link = page.getByRole("link", { name: "Its JSON Schema" }).first();
  expect(await link.getAttribute("href")).toBe("/api/v1/schemas/incident.opened");
});
