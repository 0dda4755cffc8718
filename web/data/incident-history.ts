import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { incidentsResponseSchema } from "../../shared/api.ts";
import {
  checkRunsResponseSchema,
  decisionResponseSchema,
  historyResponseSchema,
  type MergeRequest,
  type SplitRequest,
  type UndoRequest,
} from "../../shared/api-incident.ts";
import { toQuery } from "../lib/url-filters.ts";
import { request } from "./http.ts";
import { incidentKey, incidentsKey } from "./keys.ts";

const MAX_TARGETS = 30;

/** The moments at which what is known of an incident changed, oldest first. */
export function useHistory(id: string, isWanted = true) {
  return useQuery({
    queryKey: [...incidentKey(id), "history"],
    queryFn: ({ signal }) => request(historyResponseSchema, "GET", `${pathOf(id)}/history`, undefined, signal),
    enabled: isWanted,
  });
}

/** What an incident's checks answered each time, up to a moment; empty means now. */
export function useCheckRuns(id: string, at: string) {
  return useQuery({
    queryKey: [...incidentKey(id), "checks", at],
    queryFn: ({ signal }) =>
      request(checkRunsResponseSchema, "GET", `${pathOf(id)}/checks${toQuery({ at })}`, undefined, signal),
    placeholderData: keepPreviousData,
  });
}

/** Incidents of an environment that another may be merged into, found by words; those that are over too. */
export function useMergeTargets(environment: string, q: string, isWanted: boolean) {
  const query = toQuery({ environment, q, limit: String(MAX_TARGETS) });
  return useQuery({
    queryKey: [...incidentsKey, "targets", query],
    queryFn: ({ signal }) => request(incidentsResponseSchema, "GET", `/incidents${query}`, undefined, signal),
    placeholderData: keepPreviousData,
    enabled: isWanted,
  });
}

/** Merges an incident into another one. */
export function useMerge(id: string) {
  return useDecision((wish: MergeRequest) => request(decisionResponseSchema, "POST", `${pathOf(id)}/merge`, wish));
}

/** Makes some groups of an incident one of their own. */
export function useSplit(id: string) {
  return useDecision((wish: SplitRequest) => request(decisionResponseSchema, "POST", `${pathOf(id)}/split`, wish));
}

/** Takes a merge or a split back. */
export function useUndo(id: string) {
  return useDecision(({ decisionId, reason }: UndoRequest & { decisionId: string }) => {
    const path = `${pathOf(id)}/decisions/${encodeURIComponent(decisionId)}/undo`;
    return request(decisionResponseSchema, "POST", path, { reason });
  });
}

/** A decision changes two incidents, the list, and the pages of groups: everything is read again. */
function useDecision<W, A>(decide: (wish: W) => Promise<A>) {
  const client = useQueryClient();
  return useMutation({ mutationFn: decide, onSettled: () => client.invalidateQueries() });
}

function pathOf(id: string): string {
  return `/incidents/${encodeURIComponent(id)}`;
}
