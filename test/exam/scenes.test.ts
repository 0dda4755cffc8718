import { describe, expect, test } from "vitest";
import { tell } from "../lib/story.ts";
import { CODE } from "./scenes/code.ts";
import { DEPENDENCIES } from "./scenes/dependencies.ts";
import { EDGES } from "./scenes/edges.ts";
import { GO_RUBY_PHP } from "./scenes/go-ruby-php.ts";
import { JVM_DOTNET } from "./scenes/jvm-dotnet.ts";
import { NODE } from "./scenes/node.ts";
import { PYTHON } from "./scenes/python.ts";
import { QUIET_CLIENTS } from "./scenes/quiet-clients.ts";
import { QUIET_PLATFORM } from "./scenes/quiet-platform.ts";
import type { Scene } from "./scenes/scene.ts";
import { STARTS } from "./scenes/starts.ts";
import { WORDINGS } from "./scenes/wordings.ts";

/** Each incident of a scene as far as the scene says what it must be. */
async function seen({ entries, expected, status }: Scene) {
  const { analysis } = await tell({ entries });
  for (const incident of analysis.incidents) expect(status ?? incident.status).toBe(incident.status);
  const found = analysis.incidents.map(({ service, rootCause, hypotheses, impact }) => {
    const root = hypotheses.find(({ id }) => id === rootCause?.hypothesisId);
    return { service, family: root?.family ?? null, slots: root?.slots ?? {}, failed: impact.failedRequests };
  });
  const order = (one: { service: string; family: string | null }) => `${one.service} ${one.family}`;
  const sorted = <T extends { service: string; family: string | null }>(all: readonly T[]) =>
    all.toSorted((a, b) => (order(a) < order(b) ? -1 : 1));
  return { found: sorted(found), expected: sorted(expected) };
}

describe("what fails is named, once, with what it cost", () => {
  test.each([...JVM_DOTNET, ...PYTHON, ...NODE, ...GO_RUBY_PHP, ...EDGES, ...STARTS, ...DEPENDENCIES, ...CODE])(
    "$name",
    async (scene) => {
      const { found, expected } = await seen(scene);
      expect(found).toMatchObject(expected);
      expect(found).toHaveLength(expected.length);
    },
  );
});

describe("what is everyday opens nothing, and what is loud hides nothing", () => {
  test.each([...QUIET_PLATFORM, ...QUIET_CLIENTS])("$name", async (scene) => {
    const { found, expected } = await seen(scene);
    expect(found).toMatchObject(expected);
    expect(found).toHaveLength(expected.length);
  });
});

describe("the same failures in the words of many drivers, loggers and languages", () => {
  test.each(WORDINGS)("$name", async (scene) => {
    const { found, expected } = await seen(scene);
    expect(found).toMatchObject(expected);
    expect(found).toHaveLength(expected.length);
  });
});
