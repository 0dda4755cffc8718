import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import { launchBrowser } from "../lib/browser.ts";
import { type Fixture, startFixture } from "./fixture-server.ts";

/** Gives each test of a file the file's browser and a dashboard of its own, and closes what they leave. */
export function fixtureForEach(use: (started: { browser: Browser; fixture: Fixture }) => void): void {
  let browser: Browser;
  let fixture: Fixture;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  beforeEach(async () => {
    fixture = await startFixture();
    use({ browser, fixture });
  });
  afterEach(async () => {
    for (const context of browser.contexts()) await context.close();
    await fixture.close();
  });
  afterAll(() => browser.close());
}
