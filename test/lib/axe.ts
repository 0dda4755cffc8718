import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";

/** WCAG 2.2 at level AA, and what axe's authors advise beside it. https://www.deque.com/axe/core-documentation/api-documentation/#axecore-tags */
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

export type Asked = {
  /** Only these rules, by their ids; default all of WCAG 2.2 AA and of good practice. */
  rules?: string[];
  /** What this selector finds is left out. */
  exclude?: string;
};

type Axe = {
  run: (context: object, options: object) => Promise<{ violations: { id: string; nodes: Node[] }[] }>;
};
type Node = { html: string; failureSummary?: string };

let source: string | undefined;

/**
 * What axe finds wrong on the page as it is now: the rule, the element and why, a line each. It is loaded once for each
 * document and asked for faults alone, which takes a third of the time that AxeBuilder does with a page of its own each time.
 */
export async function axeFaults(page: Page, asked: Asked = {}): Promise<string[]> {
  if (await page.evaluate(() => !("axe" in globalThis))) await page.evaluate(axeSource());
  return page.evaluate(run, { tags: TAGS, ...asked });
}

/** The axe that `@axe-core/playwright` brings. */
function axeSource(): string {
  const here = createRequire(import.meta.url);
  const beside = createRequire(here.resolve("@axe-core/playwright"));
  source ??= readFileSync(beside.resolve("axe-core/axe.min.js"), "utf8");
  return source;
}

/** Runs in the page. */
async function run({ tags, rules, exclude }: Asked & { tags: string[] }): Promise<string[]> {
  const { axe } = globalThis as unknown as { axe: Axe };
  const runOnly = rules === undefined ? { type: "tag", values: tags } : { type: "rule", values: rules };
  // What is out of sight may not be drawn yet, and then has no true place: axe would see it over its neighbours.
  const everything = new CSSStyleSheet();
  everything.replaceSync("* { content-visibility: visible !important }");
  document.adoptedStyleSheets = [everything];
  const context = exclude === undefined ? document : { exclude: [exclude] };
  const { violations } = await axe.run(context, { runOnly, resultTypes: ["violations"] });
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 300)} ${failureSummary ?? ""}`),
  );
}
