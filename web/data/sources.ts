import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { sourceResponseSchema, sourcesResponseSchema } from "../../shared/api-operations.ts";
import { SECOND } from "../../shared/time.ts";
import { request } from "./http.ts";
import { useKeptFault } from "./kept-fault.ts";
import { sourcesKey } from "./keys.ts";
import { SOURCES_PATH } from "./paths.ts";
import { question } from "./question.ts";

/** Progress is no change that anybody tells of; pauses and gaps are told, and read at once. */
const RENEW_MS = 5 * SECOND;

/** What is read, how far, and what is missing. */
export function useSources() {
  return useKeptFault(
    useQuery({ ...question(sourcesKey, sourcesResponseSchema, SOURCES_PATH), refetchInterval: RENEW_MS }),
  );
}

/** Pauses a source for a reason, or lets it go on where none is given. */
export function usePause(id: string) {
  const client = useQueryClient();
  const path = `/sources/${encodeURIComponent(id)}`;
  return useMutation({
    mutationFn: (reason: string | undefined) =>
      reason === undefined
        ? request(sourceResponseSchema, "POST", `${path}/resume`, {})
        : request(sourceResponseSchema, "POST", `${path}/pause`, { reason }),
    onSettled: () => client.invalidateQueries({ queryKey: sourcesKey }),
  });
}
