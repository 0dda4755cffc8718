import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildDashboard } from "../../server/dashboard.ts";
import { incidentResponseSchema, incidentsResponseSchema } from "../../shared/api.ts";
import { checkRunsResponseSchema, historyResponseSchema } from "../../shared/api-incident.ts";
import { MINUTE } from "../../shared/time.ts";
import { launchBrowser, openPage } from "../lib/browser.ts";
import { request, text } from "../lib/entries.ts";
import { eventually, type RunningApp, startRunningApp } from "../lib/running-app.ts";
import { tabTo, takeItem } from "./keyboard.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const PROJECT = "acme-staging";
const POOL_CLASS = "sqlalchemy.exc.ArgumentError: Pool class QueuePool cannot be used with asyncio engine";
const NO_TABLE = 'psycopg.errors.UndefinedTable: relation "jobs" does not exist';

let browser: Browser;
let app: RunningApp;
let page: Page;
let faults: string[];
let api: string;
let worker: string;

const entriesFrom = (start: number) =>
  Array.from({ length: 10 }, (_, i) => {
    const at = start + i * MINUTE;
    const place = { at: at + 20_000, service: "worker", project: PROJECT };
    return [
      request({ at, path: "/api/servers", status: 500, project: PROJECT }),
      request({ at: at + 5, path: "/api/tools", status: 500, project: PROJECT }),
      text(POOL_CLASS, { at: at + 12, severity: "ERROR", project: PROJECT }),
      request({ ...place, path: "/jobs", status: 500 }),
      text(NO_TABLE, { ...place, severity: "ERROR" }),
    ];
  }).flat();

async function incidentOf(service: string): Promise<string> {
  return eventually(async () => {
    const { incidents } = incidentsResponseSchema.parse((await app.call("GET", `/incidents?service=${service}`)).body);
    return incidents[0]?.id;
  });
}

const read = async (id: string) => incidentResponseSchema.parse((await app.call("GET", `/incidents/${id}`)).body);
const history = async (id: string) =>
  historyResponseSchema.parse((await app.call("GET", `/incidents/${id}/history`)).body);

beforeAll(async () => {
  await buildDashboard(ROOT, () => undefined, new AbortController().signal);
  const config = { environments: [{ name: "staging", projects: [PROJECT] }] };
  [browser, app] = await Promise.all([launchBrowser(), startRunningApp({ sample: false, config })]);
  await app.call("POST", "/entries", { entries: entriesFrom(Date.now() - 11 * MINUTE) });
  api = await incidentOf("api");
  worker = await incidentOf("worker");
  ({ page, faults } = await openPage(browser));
});
afterAll(async () => {
  await browser.close();
  await app.stop();
});

/** Opens the menu of more actions and takes the one of this name, by arrow keys. */
async function takeAction(name: string): Promise<void> {
  await tabTo(page, "More actions");
  await page.keyboard.press("Enter");
  await takeItem(page, page.getByRole("menuitem", { name }));
}

async function open(id: string, query = ""): Promise<void> {
  await page.goto(`${app.url}/incidents/${id}${query}`);
  await page.getByRole("heading", { level: 1, name: /^(?!Loading$)/ }).waitFor();
}

describe("the API", () => {
  test("tells the moments, what was known at each, and what is wrong with a time that it can't show", async () => {
    await app.call("PATCH", `/incidents/${api}/steps/${(await read(api)).incident.remediation.steps[0]?.id}`, {
      owner: "Grace Hopper",
    });
    const { moments, openedAt } = await history(api);
    expect(moments[0]?.changes[0]).toMatchObject({ field: "opened" });
    expect(moments.at(-1)).toMatchObject({
      who: "Operator",
      changes: [{ field: "step", from: "todo", to: "todo, Grace Hopper" }],
    });
    const first = await app.call("GET", `/incidents/${api}?at=${moments[0]?.at}`);
    const then = incidentResponseSchema.parse(first.body);
    expect(then.past?.from).toBe(moments[0]?.at);
    expect(then.incident.remediation.steps[0]?.owner).toBeNull();

    const early = await app.call("GET", `/incidents/${api}?at=2020-01-01T00:00:00Z`);
    expect([early.status, JSON.stringify(early.body)]).toEqual([
      404,
      expect.stringContaining(`was not known at 2020-01-01T00:00:00.000Z: it was opened at ${openedAt}`),
    ]);
    const wrong = await app.call("GET", `/incidents/${api}?at=yesterday`);
    expect([wrong.status, JSON.stringify(wrong.body)]).toEqual([400, expect.stringContaining("2026-03-01T03:12:00Z")]);
    const ahead = await app.call("GET", `/incidents/${api}?at=2099-01-01T00:00:00Z`);
    expect([ahead.status, JSON.stringify(ahead.body)]).toEqual([
      400,
      expect.stringContaining("expected a time that is past"),
    ]);
    expect((await app.call("GET", "/incidents/none/history")).status).toBe(404);
  });

  test("gives the report of that moment", async () => {
    const { moments } = await history(api);
    const at = moments[0]?.at ?? "";
    const then = await app.call("GET", `/incidents/${api}/report?format=markdown&at=${at}`);
    const now = await app.call("GET", `/incidents/${api}/report?format=markdown`);
    expect([String(then.body).includes("Grace Hopper"), String(now.body).includes("Grace Hopper")]).toEqual([
      false,
      true,
    ]);
    expect(then.headers.get("content-disposition")).toMatch(/-at-\d{8}T\d{6}Z\.md/);
    expect((await app.call("GET", `/incidents/${api}/report?format=bundle&at=${at}`)).status).toBe(400);
  });

  test("refuses a merge without a reason, into what is not there, and a split of what it does not hold", async () => {
    const refused = async (path: string, body: unknown) => {
      const answer = await app.call("POST", `/incidents/${api}/${path}`, body);
      return [answer.status, JSON.stringify(answer.body)];
    };
    expect(await refused("merge", { into: worker, reason: " " })).toEqual([
      400,
      expect.stringContaining("expected a reason"),
    ]);
    expect(await refused("merge", { into: "none", reason: "x" })).toEqual([
      404,
      expect.stringContaining("no incident none"),
    ]);
    expect(await refused("merge", { into: api, reason: "x" })).toEqual([400, expect.stringContaining("itself")]);
    expect(await refused("split", { groups: ["none"], reason: "x" })).toEqual([
      400,
      expect.stringContaining("no such group"),
    ]);
    expect(await refused("decisions/7/undo", { reason: "x" })).toEqual([404, expect.stringContaining("no decision 7")]);
  });
});

describe("the time machine, by keyboard alone", () => {
  test("is opened from the menu, moves back, and says what was known, what changed and what is different now", async () => {
    await open(api);
    await takeAction("Look back in time");
    const machine = page.getByRole("region", { name: "Time machine" });
    await machine.getByText("What is known now").waitFor();
    await tabTo(page, "Moment");
    await page.keyboard.press("Home");
    await machine.getByText(/^What was known at/).waitFor();
    expect(new URL(page.url()).searchParams.get("at")).toBe((await history(api)).moments[0]?.at);
    await machine.getByRole("list", { name: "Changed at that moment" }).getByText("Opened").waitFor();
    await machine
      .getByRole("list", { name: "Different now" })
      .getByText(/Grace Hopper/)
      .waitFor();
  });

  test("nothing can be changed in the past, and the report is that of the moment", async () => {
    await expect.poll(() => page.getByRole("combobox").first().isDisabled()).toBe(true);
    await expect.poll(() => page.getByRole("button", { name: "Acknowledge" }).count()).toBe(0);
    await expect.poll(() => page.getByLabel("Comment", { exact: true }).count()).toBe(0);
    await page.getByRole("button", { name: "Export" }).click();
    const href = await page.getByRole("menuitem", { name: /Markdown/ }).getAttribute("href");
    expect(href).toContain("&at=");
    await page.keyboard.press("Escape");
  });

  test("a copied address shows the same moment, and Escape leads back to now", async () => {
    await page.reload();
    await page.getByText(/^What was known at/).waitFor();
    await page.keyboard.press("Escape");
    await expect.poll(() => new URL(page.url()).search).toBe("");
    await page.getByRole("button", { name: "Acknowledge" }).waitFor();
  });

  test("a moment before it was opened says so, with the way back", async () => {
    await page.goto(`${app.url}/incidents/${api}?at=2020-01-01T00:00:00.000Z`);
    await page
      .getByRole("alert")
      .getByText(/was not known at 2020-01-01/)
      .waitFor();
    await page.getByRole("button", { name: "Back to now" }).click();
    await page.getByRole("button", { name: "Acknowledge" }).waitFor();
    // The browser itself writes down that the answer was 404.
    faults.splice(0);
  });
});

describe("merge and split, by keyboard alone", () => {
  test("an incident is merged into another that is found by words, and the page is that one's", async () => {
    await open(worker);
    await takeAction("Merge into another incident");
    const dialog = page.getByRole("dialog", { name: "Merge into another incident" });
    await dialog.getByRole("radio").first().waitFor();
    await tabTo(page, /^Search incidents/);
    const found = page.waitForResponse(/[?&]q=servers/);
    await page.keyboard.type("servers");
    await found;
    await tabTo(page, /Pool class/);
    await page.keyboard.press("Space");
    await expect.poll(() => dialog.getByRole("radio", { name: /Pool class/ }).isChecked()).toBe(true);
    await tabTo(page, /^Why/);
    await page.keyboard.type("one deploy broke both");
    await page.keyboard.press("Enter");
    await page.waitForURL(`**/incidents/${api}`);
    await page.getByText(/Holds what was merged into it/).waitFor();
    expect((await read(worker)).incident.decisions?.[0]).toMatchObject({
      who: "Operator",
      reason: "one deploy broke both",
    });
  });

  test("old links lead to where it went", async () => {
    await open(worker);
    const note = page.getByRole("region", { name: "Merged and split" });
    await note.getByText("This incident was merged into").waitFor();
    await page.getByText("Merged", { exact: true }).first().waitFor();
    await note.getByRole("link").click();
    await page.waitForURL(`**/incidents/${api}`);
  });

  test("it is undone with a reason", async () => {
    await open(api);
    await tabTo(page, "Undo the merge");
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog", { name: "Undo the merge" });
    await dialog.waitFor();
    await tabTo(page, /^Why/);
    await page.keyboard.type("they are two");
    await page.keyboard.press("Enter");
    await dialog.waitFor({ state: "hidden" });
    await page.getByText(/Holds what was merged into it/).waitFor({ state: "hidden" });
    await expect.poll(async () => (await read(worker)).incident.status).toBe("open");
  });

  test("groups are split off into an incident of their own", async () => {
    await open(api);
    await takeAction("Split groups off");
    await page.getByRole("dialog", { name: "Split groups off" }).waitFor();
    await tabTo(page, /\/api\/tools/);
    await page.keyboard.press("Space");
    await tabTo(page, /^Why/);
    await page.keyboard.type("another cause");
    await page.keyboard.press("Enter");
    await page.getByText(/^Was split off/).waitFor();
    const own = new URL(page.url()).pathname.split("/").at(-1) ?? "";
    expect((await read(own)).incident.groups.map(({ title }) => title)).toEqual([
      expect.stringContaining("/api/tools"),
    ]);
    const rest = (await read(api)).incident.groups.map(({ title }) => title).join("\n");
    expect(rest).not.toContain("/api/tools");
  });

  test("nothing on the way broke a rule of the page", () => {
    expect(faults).toEqual([]);
  });
});

test("what a check answered each time is listed with the incident", async () => {
  const answer = checkRunsResponseSchema.parse((await app.call("GET", `/incidents/${api}/checks`)).body);
  const { checks } = (await read(api)).incident;
  expect(answer.checks.map(({ checkId }) => checkId)).toEqual(expect.arrayContaining(checks.map(({ id }) => id)));
  const [first] = answer.checks;
  expect(first?.runs.length).toBe(first?.total);
  expect(first?.runs.map(({ at }) => at)).toEqual(first?.runs.map(({ at }) => at).toSorted());
});
