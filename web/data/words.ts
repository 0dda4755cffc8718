import { useMutation, useQueryClient } from "@tanstack/react-query";
import { incidentResponseSchema } from "../../shared/api.ts";
import { request } from "./http.ts";
import { incidentKey } from "./keys.ts";

/** Adds a comment to an incident, or, where a why is named, a person's answer to it. */
export function useSayWords(incidentId: string) {
  const client = useQueryClient();
  const base = `/incidents/${encodeURIComponent(incidentId)}`;
  return useMutation({
    mutationFn: ({ text, whyId }: { text: string; whyId?: string }) => {
      const path = whyId === undefined ? `${base}/comments` : `${base}/whys/${encodeURIComponent(whyId)}/answer`;
      return request(incidentResponseSchema, "POST", path, { text });
    },
    onSuccess: (incident) => client.setQueryData(incidentKey(incidentId), incident),
  });
}
