import type { WebhookConfig } from "../../../shared/config.ts";
import { alertmanager } from "./alertmanager.ts";
import { cloudevents } from "./cloudevents.ts";
import type { WebhookFormat } from "./format.ts";
import { googleChat } from "./google-chat.ts";
import { pagerduty } from "./pagerduty.ts";
import { slack } from "./slack.ts";
import { standard } from "./standard.ts";
import { teams } from "./teams.ts";
import { template } from "./template.ts";

/** Every format of messages. One file and one line here make another. */
export const webhookFormats: readonly WebhookFormat[] = [
  standard,
  cloudevents,
  alertmanager,
  pagerduty,
  slack,
  googleChat,
  teams,
  template,
];

/** The format with this id. */
export function formatOf(id: WebhookConfig["format"]): WebhookFormat {
  const found = webhookFormats.find((format) => format.id === id);
  if (found === undefined) throw new Error(`no format ${id} is listed in server/notify/formats/index.ts`);
  return found;
}
