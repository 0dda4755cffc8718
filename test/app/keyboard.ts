import type { Page } from "playwright-core";

const MOST_PRESSES = 150;

/** Presses Tab until the control with this name has the focus: what a keyboard alone can reach. */
export async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  for (let i = 0; i < MOST_PRESSES; i += 1) {
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
