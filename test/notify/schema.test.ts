import { expect, test } from "vitest";
import { WEBHOOK_EVENT_TYPES, WEBHOOK_EVENTS, webhookEventSchemas } from "../../shared/webhook.ts";
import { webhookExample, webhookJsonSchema } from "../../shared/webhook-schema.ts";

test("every event has a sentence, a schema and a place in the list", () => {
  expect(Object.keys(WEBHOOK_EVENTS)).toStrictEqual([...WEBHOOK_EVENT_TYPES]);
  expect(Object.keys(webhookEventSchemas)).toStrictEqual([...WEBHOOK_EVENT_TYPES]);
});

test.each(WEBHOOK_EVENT_TYPES)("the published schema of %s holds a valid example of its own type", (type) => {
  const schema = webhookJsonSchema(type);

  expect(webhookEventSchemas[type].parse(webhookExample(type))).toStrictEqual(webhookExample(type));
  expect(schema).toMatchObject({
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: type,
    properties: { type: { const: type } },
    required: ["type", "timestamp", "data"],
    examples: [webhookExample(type)],
  });
});
