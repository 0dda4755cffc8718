// How quick the dashboard is: the production build in headless Chromium, its processor slowed down four times, with 10,000
// incidents and an incident of 200 groups with 10,000 log lines. JSON with the figures of each page; budgets beside them. Where other programs keep the
// machine busy, times of day say little: `cpu` is what a page takes of a processor that is not slowed down, whatever else runs, and
// `cpu.inpMs` what the main thread takes to answer an interaction, as many times as it would be slowed down.
//   npm run bench:web [part of a page's name …]
import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, Page } from "playwright-core";
import { SECOND } from "../../shared/time.ts";
import { launchBrowser } from "../lib/browser.ts";
import { FIRST_ROUTE, filesFor, gzippedKilobytes } from "../web/built-files.ts";
import { fillUp } from "../web/fixture-many.ts";
import { startFixture } from "../web/fixture-server.ts";
import { STORY_ID } from "../web/story.ts";
import { median } from "./measure.ts";
import { type Interaction, inpOf, interactionsOf, slowestOf, type TimedInteraction } from "./web-interactions.ts";
import { type Shift, watchedSchema, watchPage } from "./web-watch.ts";

const SLOWED = 4;
const RUNS = 3;
const BUDGETS = { jsKb: 160, cssKb: 15, lcpMs: 1500, inpMs: 100, cls: 0.02, axe: 0 };

/** A page that moves by more than this without being touched is told with what moved. */
const TOLD_SHIFT = 0.005;

type Figures = { lcpMs: number; cls: number; shifts: Shift[]; interactions: TimedInteraction[] };
type Visit = { name: string; path: string; act: (page: Page) => Promise<void> };

const VISITS: Visit[] = [
  { name: "incidents, 10,000", path: "/incidents", act: readList },
  { name: "incident of 200 groups", path: `/incidents/${STORY_ID}`, act: readIncident },
  { name: "groups, 200", path: "/groups", act: readList },
  { name: "checks", path: "/checks", act: readList },
  { name: "group", path: "/groups/0000000000000000", act: readPage },
  { name: "environments", path: "/environments", act: readPage },
  { name: "sources", path: "/sources", act: readPage },
  { name: "webhooks", path: "/webhooks", act: readPage },
  { name: "settings", path: "/settings", act: readPage },
];
const WANTED = process.argv.slice(2);

const fixture = await startFixture();
const browser = await launchBrowser();
try {
  fillUp(fixture);
  const pages = [];
  for (const visit of VISITS) {
    if (WANTED.length > 0 && !WANTED.some((part) => visit.name.includes(part))) continue;
    const runs: Figures[] = [];
    const cpu: Cpu[] = [];
    for (let i = 0; i < RUNS; i += 1) runs.push(await measured(browser, visit));
    for (let i = 0; i < RUNS; i += 1) cpu.push(await processorTime(browser, visit));
    const inps = runs.map(({ interactions }) => inpOf(interactions));
    pages.push({
      page: visit.name,
      lcpMs: Math.round(median(runs.map(({ lcpMs }) => lcpMs))),
      inpMs: Math.round(median(inps)),
      cls: Math.max(...runs.map(({ cls }) => cls)),
      shifts: runs.flatMap(({ shifts }, run) => toldShifts(shifts, run + 1)),
      interactions: runs[0]?.interactions.length ?? 0,
      slowest: slowestOf(runs.flatMap(({ interactions }) => interactions)),
      cpu: {
        loadMs: Math.round(median(cpu.map(({ loadMs }) => loadMs))),
        useMs: Math.round(median(cpu.map(({ useMs }) => useMs))),
        inpMs: Math.round(median(cpu.map(({ interactions }) => inpOf(interactions))) * SLOWED),
      },
      axe: await violations(browser, visit),
    });
  }
  process.stdout.write(
    `${JSON.stringify({ slowed: SLOWED, runs: RUNS, budgets: BUDGETS, firstRoute: sizes(), pages }, null, 2)}\n`,
  );
} finally {
  await browser.close();
  await fixture.close();
}

async function measured(browser: Browser, { path, act }: Visit): Promise<Figures> {
  const { page, session, close } = await openVisit(browser);
  await session.send("Emulation.setCPUThrottlingRate", { rate: SLOWED });
  await page.addInitScript(watchPage);
  await page.goto(fixture.url + path);
  await settled(page);
  await act(page);
  await page.waitForTimeout(800);
  const seen = watchedSchema.parse(await page.evaluate("window.seen"));
  await close();
  return {
    lcpMs: seen.lcp,
    cls: rounded(seen.cls),
    shifts: seen.shifts,
    interactions: Object.values(seen.interactions),
  };
}

type Cpu = { loadMs: number; useMs: number; interactions: Interaction[] };

/** What a page's main thread takes to load, and what it takes while it is used. */
async function processorTime(browser: Browser, { path, act }: Visit): Promise<Cpu> {
  const { page, session, close } = await openVisit(browser);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  const taken = async () => {
    const { metrics } = await session.send("Performance.getMetrics");
    return (metrics.find(({ name }) => name === "TaskDuration")?.value ?? 0) * SECOND;
  };
  const before = await taken();
  await page.goto(fixture.url + path);
  await settled(page);
  const loaded = await taken();
  const interactions = await interactionsOf(session, async () => {
    await act(page);
    await page.waitForTimeout(800);
  });
  const used = await taken();
  await close();
  return { loadMs: loaded - before, useMs: used - loaded, interactions };
}

async function openVisit(browser: Browser) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  return { page, session, close: () => context.close() };
}

/** The page says what it is about, and had time for what comes after. */
async function settled(page: Page): Promise<void> {
  await page.getByRole("heading", { level: 1, name: /^(?!Loading$)/ }).waitFor();
  await page.waitForTimeout(1500);
}

/** What moved by itself, when and how far, as far as it counts. */
function toldShifts(shifts: Shift[], run: number) {
  return shifts
    .filter(({ value }) => value > TOLD_SHIFT)
    .map(({ value, at, moved }) => ({ run, value: rounded(value), atMs: Math.round(at), moved }));
}

function rounded(share: number): number {
  return Math.round(share * 10_000) / 10_000;
}

async function readList(page: Page): Promise<void> {
  for (let i = 0; i < 12; i += 1) await page.keyboard.press("j", { delay: 30 });
  for (let i = 0; i < 4; i += 1) await page.keyboard.press("k", { delay: 30 });
  await page.mouse.wheel(0, 6000);
  await page.waitForTimeout(300);
  await page.keyboard.press("/");
  await page.keyboard.type("orders 77", { delay: 60 });
  await page.waitForTimeout(800);
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Clear", exact: true }).click();
  await page.waitForTimeout(600);
}

async function readIncident(page: Page): Promise<void> {
  const parts = page.locator("main details > summary");
  for (let i = 0; i < 6; i += 1) {
    const part = parts.nth(i);
    if (await part.isVisible()) await part.click();
    await page.waitForTimeout(100);
  }
  await page.mouse.wheel(0, 4000);
  await page.keyboard.press("?");
  await page.waitForTimeout(200);
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+k");
  await page.keyboard.type("fail", { delay: 60 });
  await page.waitForTimeout(600);
  await page.keyboard.press("Escape");
  await readLines(page);
}

/** Walks through the log lines, opens some, and looks for a word. */
async function readLines(page: Page): Promise<void> {
  const section = page.getByRole("region", { name: "Log lines" });
  await section.scrollIntoViewIfNeeded();
  const first = section.locator(".line-head").first();
  await first.waitFor();
  await page.waitForTimeout(500);
  await first.click();
  for (let i = 0; i < 30; i += 1) await page.keyboard.press("j", { delay: 30 });
  await page.keyboard.press("Enter");
  await page.keyboard.press("k", { delay: 30 });
  await page.waitForTimeout(300);
  await section.getByLabel("Search log lines").click();
  await page.keyboard.type("line 77", { delay: 60 });
  await page.waitForTimeout(800);
  await section.getByRole("button", { name: "Clear", exact: true }).click();
  await page.waitForTimeout(600);
}

async function readPage(page: Page): Promise<void> {
  const parts = page.locator("main summary");
  for (let i = 0; i < Math.min(4, await parts.count()); i += 1) {
    if (await parts.nth(i).isVisible()) await parts.nth(i).click();
    await page.waitForTimeout(100);
  }
  await page.mouse.wheel(0, 2000);
  await page.keyboard.press("?");
  await page.waitForTimeout(200);
  await page.keyboard.press("Escape");
}

/** The rules of axe that a page breaks, in light and in dark. */
async function violations(browser: Browser, { path }: Visit): Promise<string[]> {
  const found: string[] = [];
  for (const colorScheme of ["light", "dark"] as const) {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, colorScheme });
    const page = await context.newPage();
    await page.goto(fixture.url + path);
    await page.locator("main h1").first().waitFor();
    await page.waitForTimeout(500);
    const { violations: broken } = await new AxeBuilder({ page }).analyze();
    found.push(...broken.map(({ id, nodes }) => `${id}: ${nodes[0]?.target.join(" ") ?? ""}`));
    await context.close();
  }
  return found;
}

/** What the browser must load for the list of incidents, compressed, in kB. */
function sizes(): { jsKb: number; cssKb: number } {
  const kb = (ending: string) => Math.round(gzippedKilobytes(filesFor(FIRST_ROUTE), ending) * 10) / 10;
  return { jsKb: kb(".js"), cssKb: kb(".css") };
}
