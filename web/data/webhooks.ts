import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { z } from "zod";
import { doneResponseSchema, webhooksResponseSchema, webhookTestResponseSchema } from "../../shared/api-operations.ts";
import { maintenanceListSchema, type maintenanceRequestSchema, maintenanceSchema } from "../../shared/api-webhooks.ts";
import { SECOND } from "../../shared/time.ts";
import { answered, useAnswered } from "./answered.ts";
import { request } from "./http.ts";
import { useKeptFault } from "./kept-fault.ts";
import { statusKey } from "./keys.ts";
import { MAINTENANCE_PATH, WEBHOOKS_PATH } from "./paths.ts";
import { question } from "./question.ts";

const webhooksKey = ["webhooks"];
const maintenanceKey = ["maintenance"];
/** An attempt is no change of an incident, so nobody tells of it. */
const RENEW_MS = 5 * SECOND;

const webhooksQuestion = question(webhooksKey, webhooksResponseSchema, WEBHOOKS_PATH);
const maintenanceQuestion = question(maintenanceKey, maintenanceListSchema, MAINTENANCE_PATH);

/** Whether endpoints and what is planned are known: what is planned stands above the messages. */
export function useWebhooksRead(): boolean {
  return useAnswered([webhooksQuestion, maintenanceQuestion]);
}

/** Endpoints and their deliveries. */
export function useWebhooks() {
  return useKeptFault(useQuery({ ...webhooksQuestion, refetchInterval: RENEW_MS }));
}

export type WebhookAction =
  | { what: "test" | "enable" | "pause"; name: string }
  | { what: "replay"; name: string; messageId: string }
  | { what: "replay"; name: string; since: string };

/** Sends a test, pauses an endpoint or enables it again, or sends messages once more. */
export function useWebhookAction() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (action: WebhookAction): Promise<void> => {
      const path = `/webhooks/${encodeURIComponent(action.name)}/${action.what}`;
      const schema = action.what === "test" ? webhookTestResponseSchema : doneResponseSchema;
      await request(schema, "POST", path, bodyOf(action));
    },
    onSettled: () => {
      void client.invalidateQueries({ queryKey: statusKey });
      return client.invalidateQueries({ queryKey: webhooksKey });
    },
  });
}

function bodyOf(action: WebhookAction): object {
  if (action.what !== "replay") return {};
  return "since" in action ? { since: action.since } : { messageId: action.messageId };
}

/** When messages wait, as people set it. */
export function useMaintenance() {
  return useQuery(answered(maintenanceQuestion));
}

export type MaintenanceChange = { add: z.input<typeof maintenanceRequestSchema> } | { end: string };

/** Lets messages wait for a time, or ends that. */
export function useMaintenanceChange() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (change: MaintenanceChange): Promise<void> => {
      if ("add" in change) await request(maintenanceSchema, "POST", "/maintenance", change.add);
      else await request(maintenanceListSchema, "DELETE", `/maintenance/${encodeURIComponent(change.end)}`);
    },
    onSettled: () => client.invalidateQueries({ queryKey: maintenanceKey }),
  });
}
