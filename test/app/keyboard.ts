import type { Locator, Page } from "playwright-core";
import { expect } from "vitest";

/** Ends only what never comes: a control may be drawn while Tab goes round the page already. */
const PATIENCE_MS = 60_000;
const MOST_ITEMS = 30;

/** Presses Tab until the control with this name has the focus: what a keyboard alone can reach. */
export async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  for (const until = Date.now() + PATIENCE_MS; Date.now() < until; ) {
    await page.keyboard.press("Tab");
    const label = await page.evaluate(() => {
      const { activeElement: element } = document;
      const isField = element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement;
      const text = isField ? element.labels?.[0]?.textContent : undefined;
      return (element?.getAttribute("aria-label") ?? text ?? element?.textContent ?? "").trim();
    });
    if (typeof name === "string" ? label === name : name.test(label)) return;
  }
  throw new Error(`${name} is not reached by Tab`);
}

/** Whether this control has the focus. */
export function hasFocus(control: Locator): Promise<boolean> {
  return control.evaluate((element) => element === document.activeElement);
}

/** Moves through a menu that opened by ArrowDown until this item has the focus, and takes it. */
export async function takeItem(page: Page, item: Locator): Promise<void> {
  await item.waitFor();
  // A menu takes the focus a moment after it is shown; an arrow before that moves nothing in it.
  await expect.poll(() => page.getByRole("menu").evaluate((menu) => menu.contains(document.activeElement))).toBe(true);
  for (let i = 0; i < MOST_ITEMS && !(await hasFocus(item)); i += 1) {
    const before = await focusedText(page);
    await page.keyboard.press("ArrowDown");
    // The focus moves a moment after the key: another key before that goes one too far.
    await expect.poll(() => focusedText(page)).not.toBe(before);
  }
  expect(await hasFocus(item)).toBe(true);
  await page.keyboard.press("Enter");
}

function focusedText(page: Page): Promise<string> {
  return page.evaluate(() => document.activeElement?.textContent ?? "");
}
