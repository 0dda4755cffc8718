import { useQuery } from "@tanstack/react-query";
import { sourcesResponseSchema } from "../../shared/api-operations.ts";
import { SECOND } from "../../shared/time.ts";
import { request } from "./http.ts";

export const sourcesKey = ["sources"];
/** Progress is no change of an incident, so nobody tells of it. */
const RENEW_MS = 10 * SECOND;

/** What is read, how far, and what is missing. */
export function useSources() {
  return useQuery({
    queryKey: sourcesKey,
    queryFn: ({ signal }) => request(sourcesResponseSchema, "GET", "/sources", undefined, signal),
    refetchInterval: RENEW_MS,
  });
}
