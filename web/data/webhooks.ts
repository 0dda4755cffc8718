import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { doneResponseSchema, webhooksResponseSchema, webhookTestResponseSchema } from "../../shared/api-operations.ts";
import { SECOND } from "../../shared/time.ts";
import { request } from "./http.ts";

export const webhooksKey = ["webhooks"];
/** An attempt is no change of an incident, so nobody tells of it. */
const RENEW_MS = 5 * SECOND;

/** Endpoints and their deliveries. */
export function useWebhooks() {
  return useQuery({
    queryKey: webhooksKey,
    queryFn: ({ signal }) => request(webhooksResponseSchema, "GET", "/webhooks", undefined, signal),
    refetchInterval: RENEW_MS,
  });
}

export type WebhookAction =
  | { what: "test" | "enable"; name: string }
  | { what: "replay"; name: string; messageId: string };

/** Sends a test, enables an endpoint again, or sends a message once more. */
export function useWebhookAction() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (action: WebhookAction): Promise<void> => {
      const path = `/webhooks/${encodeURIComponent(action.name)}/${action.what}`;
      if (action.what === "replay") await request(doneResponseSchema, "POST", path, { messageId: action.messageId });
      else await request(action.what === "test" ? webhookTestResponseSchema : doneResponseSchema, "POST", path, {});
    },
    onSettled: () => client.invalidateQueries({ queryKey: webhooksKey }),
  });
}
