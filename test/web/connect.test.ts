import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { configSchema } from "../../shared/config.ts";
import { connectWays } from "../../web/pages/incidents/connect-ways.ts";
import { launchBrowser, openPage } from "../lib/browser.ts";
import { type Fixture, startFixture } from "./fixture-server.ts";

describe("what the first run tells people to copy", () => {
  const samples = connectWays("https://plumbline.acme.example").flatMap(({ id, steps }) =>
    steps.filter(({ label }) => label.includes("plumbline.yaml")).map(({ label, code }) => [id, label, code] as const),
  );

  test.each(samples)("for %s, %s is a configuration that Plumbline takes", (_way, _label, code) => {
    const filled = code.replaceAll(/\$\{\w+\}/g, "postgres://reader@db.example/app");
    expect(configSchema.safeParse(parse(filled)).error?.issues).toBeUndefined();
  });

  test("names the address of this Plumbline where Google reaches it, and an example where not", () => {
    const pushed = (origin: string) =>
      connectWays(origin)
        .find(({ id }) => id === "pubsub")
        ?.steps.map(({ code }) => code)
        .join("\n");
    expect(pushed("https://plumbline.acme.example")).toContain(
      "audience: https://plumbline.acme.example/ingest/pubsub",
    );
    expect(pushed("http://127.0.0.1:8080")).toContain("URL=https://plumbline.example.com");
  });

  test("continues every command that goes on in the next line", () => {
    const commands = connectWays("https://a.example").flatMap(({ steps }) => steps.map(({ code }) => code));
    for (const code of commands.filter((one) => one.includes("gcloud "))) {
      const lines = code.split("\n");
      for (const [index, line] of lines.entries()) {
        if (line.startsWith("  ")) expect(lines[index - 1], line).toMatch(/ \\$/);
      }
    }
  });
});

describe("the first run, in a browser", () => {
  let browser: Browser;
  let fixture: Fixture;
  let page: Page;
  let faults: string[];

  beforeAll(async () => {
    [browser, fixture] = await Promise.all([launchBrowser(), startFixture()]);
    fixture.list = [];
    fixture.status.sources = [];
    ({ page, faults } = await openPage(browser));
    await page.goto(`${fixture.url}/incidents`);
  });
  afterAll(async () => {
    await browser.close();
    await fixture.close();
  });

  test("shows the steps of the way that is chosen with arrow keys, and the address keeps it", async () => {
    await page.getByRole("list", { name: "Steps for Cloud Logging" }).waitFor();
    await page.getByRole("radio", { name: /Cloud Logging/ }).focus();
    await page.keyboard.press("ArrowDown");
    const steps = page.getByRole("list", { name: "Steps for Pub/Sub push" });
    await steps.getByRole("heading", { name: "Push them to Plumbline, signed" }).waitFor();
    await expect.poll(() => new URL(page.url()).search).toBe("?way=pubsub");
    await page.reload();
    await steps.getByText(/--push-auth-service-account/).waitFor();
    await expect.poll(() => steps.getByRole("button", { name: /^Copy: / }).count()).toBe(5);
  });

  test("sends OpenTelemetry to this very address", async () => {
    await page.getByRole("radio", { name: /OpenTelemetry/ }).check();
    await page.getByText(`endpoint: ${fixture.url}`).waitFor();
    expect(faults).toEqual([]);
  });
});
