import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { sampleResponseSchema, statusResponseSchema } from "../../shared/api.ts";
import { request } from "./http.ts";
import { statusKey } from "./keys.ts";
import { STATUS_PATH } from "./paths.ts";
import { question } from "./question.ts";

/** What the server is connected to and has read. */
export function useStatus() {
  return useQuery(question(statusKey, statusResponseSchema, STATUS_PATH));
}

const SAMPLE_REQUESTS = {
  load: ["POST", "/sample"],
  fix: ["POST", "/sample/fix"],
  remove: ["DELETE", "/sample"],
} as const;

export type SampleAction = keyof typeof SAMPLE_REQUESTS;

/** Loads the sample, applies its fix, or removes it; everything on the page is then read again. */
export function useSampleAction() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (action: SampleAction) => {
      const [method, path] = SAMPLE_REQUESTS[action];
      return request(sampleResponseSchema, method, path, method === "POST" ? {} : undefined);
    },
    onSuccess: () => client.invalidateQueries(),
  });
}
