import type { WebhookFormat } from "./format.ts";

/** The default: the body as it is stored, signed. */
export const standard: WebhookFormat = {
  id: "standard",
  title: "Standard Webhooks 1.0",
  why: "For programs of your own: signed, one id per event, a published JSON Schema. https://www.standardwebhooks.com",
  limits: { bodyBytes: 20_000 },
  render: ({ body }) => ({ body, headers: { "content-type": "application/json" } }),
};
