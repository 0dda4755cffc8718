import { afterAll, beforeAll, expect, test } from "vitest";
import { environmentsResponseSchema } from "../../shared/api-environments.ts";
import { groupsResponseSchema } from "../../shared/api-groups.ts";
import { SECOND } from "../../shared/time.ts";
import { request } from "../lib/entries.ts";
import { eventually, type RunningApp, startRunningApp } from "../lib/running-app.ts";

let app: RunningApp;

const get = async (path: string) => (await app.call("GET", path)).body;

beforeAll(async () => {
  app = await startRunningApp({
    config: {
      environments: [
        { name: "staging", projects: ["acme-staging"] },
        { name: "production", projects: ["acme-production"], reference: true },
      ],
    },
  });
  await app.call("POST", "/sample");
  const at = Date.now() - 30 * SECOND;
  await app.call("POST", "/entries", [
    request({ at, project: "acme-staging", service: "orders", path: "/orders", status: 500 }),
    request({ at, project: "acme-production", service: "orders", path: "/orders", status: 200 }),
  ]);
});
afterAll(() => app.stop());

test("with the sample loaded, own environments stand beside their own reference, the sample's beside the sample's", async () => {
  const view = environmentsResponseSchema.parse(await get("/environments"));
  expect(view.comparisons.map(({ environment, reference }) => [environment, reference])).toEqual([
    ["sample-staging", "sample-production"],
    ["staging", "production"],
  ]);
  expect(view.environments.map(({ name, isReference, isConfigured }) => [name, isReference, isConfigured])).toEqual([
    ["production", true, true],
    ["sample-production", true, true],
    ["sample-staging", false, true],
    ["staging", false, true],
  ]);
});

test("a group is looked for in the reference of its own environment, and the list names none where there are several", async () => {
  const list = await eventually(async () => {
    const answer = groupsResponseSchema.parse(await get("/groups?from=now-2d&to=now"));
    return answer.groups.length > 4 ? answer : undefined;
  });
  const same = list.groups.map(({ environment, sameInReference }) => `${environment}: ${sameInReference}`);
  expect([list.reference, [...new Set(same)].sort()]).toEqual([null, ["sample-staging: no", "staging: no"]]);
});
