import { expect, test } from "vitest";
import { namedWebhooks } from "../../server/notify/endpoint-names.ts";
import { configSchema } from "../../shared/config.ts";
import { configOf, SECRET } from "./webhook.ts";

const A = "https://hooks.example/a?key=1";
const B = "https://hooks.example/b?key=2";

function namesOf(...webhooks: Record<string, unknown>[]): string[] {
  return namedWebhooks(configOf(...webhooks).webhooks).map(({ name }) => name);
}

test("an address keeps its name wherever it stands, and the name does not tell it", () => {
  const [a, b] = namesOf({ url: A }, { url: B });

  expect(namesOf({ url: B }, { url: A })).toStrictEqual([b, a]);
  expect(a).toMatch(/^hook_[0-9a-f]{12}$/);
});

test("a given name is used, and a second one of the same name or address gets a number", () => {
  const [hashed] = namesOf({ url: A });

  expect(namesOf({ name: "pager", url: A }, { name: "pager", url: B })).toStrictEqual(["pager", "pager_2"]);
  expect(namesOf(...["a", "a", "a_2", "a"].map((name) => ({ name, url: A })))).toStrictEqual([
    "a",
    "a_2",
    "a_2_2",
    "a_3",
  ]);
  expect(namesOf({ url: A }, { url: A, format: "slack" })).toStrictEqual([hashed, `${hashed}_2`]);
});

test.each([
  ["no secret for a signed format", { url: A }, "format standard needs secret"],
  ["a short secret", { url: A, secret: "whsec_c2hvcnQ=" }, "expected whsec_ followed by base64"],
  [
    "an ed25519 key of a wrong length",
    { url: A, secret: `whsk_${"A".repeat(60)}` },
    "expected whsec_ followed by base64",
  ],
  ["no routing key", { url: A, format: "pagerduty" }, "format pagerduty needs routingKey"],
  ["no template", { url: A, format: "template" }, "format template needs template"],
  ["a file's address", { url: "file:///etc/passwd", secret: SECRET }, "expected an http:// or https:// address"],
  ["an unknown event", { url: A, secret: SECRET, events: ["incident.closed"] }, "Invalid option"],
])("the configuration is refused with %s", (_name, webhook, message) => {
  const result = configSchema.safeParse({ webhooks: [webhook] });

  expect(result.error?.issues.map((issue) => issue.message).join("; ")).toContain(message);
});
