import type { Browser, Page } from "playwright-core";
import { expect, test } from "vitest";
import type { Hypothesis, Why } from "../../shared/incident.ts";
import { isSeparateFinding } from "../../shared/separate-finding.ts";
import { openPage } from "../lib/browser.ts";
import { fixtureForEach } from "./fixture-for-each.ts";
import type { Fixture } from "./fixture-server.ts";
import { STORY_ID } from "./story.ts";

let browser: Browser;
let fixture: Fixture;

fixtureForEach((started) => {
  ({ browser, fixture } = started);
});

async function open(path: string): Promise<Page> {
  const { page } = await openPage(browser);
  await page.goto(fixture.url + path);
  await page.getByRole("heading", { level: 1, name: /^(?!Loading$)/ }).waitFor();
  return page;
}

function hypothesisOf(role: Hypothesis["role"]): Hypothesis {
  const found = fixture.incident.incident.hypotheses.find((hypothesis) => hypothesis.role === role);
  if (found === undefined) throw new Error(`the story has no hypothesis of role ${role}`);
  return found;
}

test("what a check answers does not speak against the sentence beside it", async () => {
  const page = await open(`/incidents/${STORY_ID}#checks`);
  const checks = page.getByRole("region", { name: "Live checks" });
  await expect.poll(() => checks.locator("li.check > .outcome").allInnerTexts()).toContain("No fault");
  const words = new Set(await checks.locator("li.check > .outcome").allInnerTexts());
  expect([...words].sort()).toEqual(["Fault found", "No fault", "Unknown"]);
  await page.goto(`${fixture.url}/checks?outcome=refuted`);
  await expect.poll(() => page.getByLabel("Answer").locator("option:checked").innerText()).toBe("No fault");
});

test("a finding that had no part in the incident is not said to have contributed", async () => {
  const latent = hypothesisOf("latent");
  const why: Why = {
    ...{ id: "beside", branch: "contributing", level: 1, status: "answered" },
    question: "What else is not as it should be?",
    answer: "A table is missing. Not the cause of this incident.",
    evidenceIds: latent.evidence.map(({ id }) => id),
  };
  expect(isSeparateFinding(why, [latent])).toBe(true);
  expect(isSeparateFinding(why, [{ ...latent, role: "contributing" }])).toBe(false);
  fixture.incident.incident.fiveWhys.push(why);
  const page = await open(`/incidents/${STORY_ID}`);
  const whys = page.getByRole("region", { name: "Five whys" });
  await whys.getByText("What else is not as it should be?").waitFor();
  await expect
    .poll(() => whys.getByRole("heading", { level: 3 }).allInnerTexts())
    .toEqual(["What contributed", "Found beside it, not its cause", "Why it was not noticed earlier"]);
});

test("of dozens of echoes the first few stand there, with their number, and the others on request", async () => {
  const echo: Hypothesis = { ...hypothesisOf("latent"), role: "echo" };
  const { hypotheses } = fixture.incident.incident;
  hypotheses.push(...Array.from({ length: 48 }, (_, i) => ({ ...echo, id: `echo-${i}`, title: `Echo ${i}` })));
  const page = await open(`/incidents/${STORY_ID}`);
  const part = page.getByRole("region", { name: "Hypotheses" });
  await part.getByRole("heading", { name: "Echoes (48)" }).waitFor();
  await expect.poll(() => part.locator('.hypothesis[data-role="echo"]').count()).toBe(6);
  await part.getByRole("button", { name: "Show all 48 echoes" }).click();
  await expect.poll(() => part.locator('.hypothesis[data-role="echo"]').count()).toBe(48);
});
