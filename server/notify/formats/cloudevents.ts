import type { WebhookEvent } from "../../../shared/webhook.ts";
import type { WebhookFormat } from "./format.ts";

/** The data alone in the body, what it is in headers. */
export const cloudevents: WebhookFormat = {
  id: "cloudevents",
  title: "CloudEvents 1.0, binary",
  why: "For brokers such as Knative or Eventarc; signed like the standard format. https://github.com/cloudevents/spec",
  // Intermediaries must forward 64 KiB; the stored message is smaller.
  limits: { bodyBytes: 20_000 },
  render: ({ id, read }) => {
    const event = read();
    return { body: JSON.stringify(event.data), headers: headersOf(id, event) };
  },
};

function headersOf(id: string, event: WebhookEvent): Record<string, string> {
  return {
    "content-type": "application/json",
    "ce-specversion": "1.0",
    "ce-id": headerValue(id),
    "ce-source": "/plumbline",
    "ce-type": headerValue(`plumbline.${event.type}`),
    "ce-time": headerValue(event.timestamp),
    "ce-subject": headerValue(subjectOf(event)),
  };
}

function subjectOf({ data }: WebhookEvent): string {
  if ("incident" in data) return `incidents/${data.incident.key}`;
  return "gap" in data ? `gaps/${data.gap.key}` : `endpoints/${data.endpoint}`;
}

/** Space, `"`, `%` and what is outside U+0021 to U+007E in per cent. HTTP binding of CloudEvents 1.0, §3.1.3.2 */
function headerValue(text: string): string {
  return text
    .toWellFormed()
    .replace(/[^\x21\x23\x24\x26-\x7e]/gu, (character) =>
      [...Buffer.from(character)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`).join(""),
    );
}
