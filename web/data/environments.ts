import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { environmentsResponseSchema } from "../../shared/api-environments.ts";
import { request } from "./http.ts";
import { environmentsKey } from "./keys.ts";
import { ENVIRONMENTS_PATH } from "./paths.ts";
import { question } from "./question.ts";

/** Every environment beside the reference. */
export function useEnvironments() {
  return useQuery(question(environmentsKey, environmentsResponseSchema, ENVIRONMENTS_PATH));
}

/** Asks the live systems how an environment differs from the reference. */
export function useLook() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (name: string) =>
      request(environmentsResponseSchema, "POST", `/environments/${encodeURIComponent(name)}/look`, {}),
    onSuccess: (answer) => client.setQueryData(environmentsKey, answer),
  });
}
