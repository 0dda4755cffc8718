import { afterAll, beforeAll, expect, test } from "vitest";
import { withServiceEdits } from "../../server/service-edits.ts";
import { incidentResponseSchema, incidentsResponseSchema } from "../../shared/api.ts";
import { schemasResponseSchema, servicesResponseSchema } from "../../shared/api-settings.ts";
import { configSchema } from "../../shared/config.ts";
import { WEBHOOK_EVENT_TYPES } from "../../shared/webhook.ts";
import { eventually, type RunningApp, startRunningApp } from "../lib/running-app.ts";

let app: RunningApp;
let service: string;
let id: string;
beforeAll(async () => {
  app = await startRunningApp();
  const found = await eventually(
    async () => incidentsResponseSchema.parse((await app.call("GET", "/incidents")).body).incidents[0],
  );
  ({ service, id } = found);
});
afterAll(() => app.stop());

const services = async () => servicesResponseSchema.parse((await app.call("GET", "/services")).body).services;
const impact = async () => {
  const { body } = await app.call("GET", `/incidents/${id}`);
  const { capability, monthlyRevenueUsd } = incidentResponseSchema.parse(body).incident.impact;
  return { capability, monthlyRevenueUsd };
};

test("what a person says of a service stands in its incidents, with their name, until they take it back", async () => {
  const [before, beforeImpact] = [await services(), await impact()];
  const wish = { capability: "Finding agents", monthlyRevenueUsd: 42_000 };

  const { status } = await app.call("PUT", `/services/${encodeURIComponent(service)}`, wish);

  expect(status).toBe(200);
  await eventually(async () => ((await impact()).monthlyRevenueUsd === 42_000 ? true : undefined));
  expect(await impact()).toEqual(wish);
  const edited = (await services()).find(({ name }) => name === service);
  expect(edited).toMatchObject({ ...wish, edit: { who: "Operator", at: expect.any(String) } });

  expect((await app.call("DELETE", `/services/${encodeURIComponent(service)}`)).status).toBe(200);
  await eventually(async () => ((await impact()).monthlyRevenueUsd === 42_000 ? undefined : true));
  expect([await services(), await impact()]).toEqual([before, beforeImpact]);
  expect((await app.call("DELETE", `/services/${encodeURIComponent(service)}`)).status).toBe(404);
});

test.each([
  [{ capability: "", monthlyRevenueUsd: null }, "capability"],
  [{ capability: null, monthlyRevenueUsd: -1 }, "an amount from 0 on"],
  [{ capability: null }, "monthlyRevenueUsd"],
])("an edit that makes no sense is refused: %o", async (wish, words) => {
  const { status, body } = await app.call("PUT", `/services/${encodeURIComponent(service)}`, wish);
  expect([status, JSON.stringify(body).includes(words)]).toEqual([400, true]);
});

test("edits stand in the place of the file, field by field, and services that only people know are there too", () => {
  const config = configSchema.parse({
    services: [
      {
        name: "a",
        capability: "Paying",
        impact: { monthlyRevenueUsd: 5 },
        requiredRows: [{ table: "t", where: { id: 1 } }],
      },
      { name: "b" },
    ],
  });
  const edit = (name: string, capability: string | null, monthlyRevenueUsd: number | null) => ({
    ...{ service: name, capability, monthlyRevenueUsd, who: "ada", at: "2026-03-01T00:00:00.000Z" },
  });
  const { services: edited } = withServiceEdits(config, [edit("a", "Buying", null), edit("c", null, 7)]);
  expect(edited).toEqual([
    { name: "a", capability: "Buying", requiredRows: [{ table: "t", where: { id: 1 } }] },
    { name: "b", requiredRows: [] },
    { name: "c", impact: { monthlyRevenueUsd: 7 }, requiredRows: [] },
  ]);
});

test("every event that webhooks carry has its schema at an address", async () => {
  const { events } = schemasResponseSchema.parse((await app.call("GET", "/schemas")).body);
  expect(events.map(({ type }) => type)).toEqual([...WEBHOOK_EVENT_TYPES]);
  for (const { schema, type } of events) {
    const response = await fetch(`${app.url}${schema}`);
    expect([type, response.status, await response.json()]).toEqual([
      type,
      200,
      expect.objectContaining({ title: type }),
    ]);
  }
  expect((await app.call("GET", "/schemas/none")).status).toBe(404);
});
