import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import {
  groupExplanationSchema,
  type JoinRequest,
  joinResponseSchema,
  type SplitGroupRequest,
  type UndoJoinRequest,
} from "../../shared/api-group-joins.ts";
import { groupsResponseSchema } from "../../shared/api-groups.ts";
import { toQuery } from "../lib/url-filters.ts";
import { request } from "./http.ts";
import { groupsKey } from "./keys.ts";

type Place = { environment: string; service: string };

/** Why the entries of a group are one group; counts are of the range. */
export function useExplanation(id: string, range: { from: string; to: string }) {
  return useQuery({
    queryKey: [...groupsKey, id, "explain", range],
    queryFn: ({ signal }) =>
      request(groupExplanationSchema, "GET", `${pathOf(id)}/explain${toQuery(range)}`, undefined, signal),
  });
}

/** Groups that could be joined to one: of its service and environment, found by their words; nothing while `isAsked` is false. */
export function useJoinable({ environment, service }: Place, words: string, isAsked: boolean) {
  const query = toQuery({ environment, service, q: words, state: "all", from: "now-30d", to: "now", limit: "20" });
  return useQuery({
    queryKey: [...groupsKey, "joinable", query],
    queryFn: ({ signal }) => request(groupsResponseSchema, "GET", `/groups${query}`, undefined, signal),
    enabled: isAsked,
  });
}

/** Shows another group in this one. */
export function useJoin(id: string) {
  return useChange((wish: JoinRequest) => request(joinResponseSchema, "POST", `${pathOf(id)}/join`, wish));
}

/** Takes a group out of this one. */
export function useSplit(id: string) {
  return useChange((wish: SplitGroupRequest) => request(joinResponseSchema, "POST", `${pathOf(id)}/split`, wish));
}

/** Takes a join or a split back. */
export function useUndoJoin(id: string) {
  return useChange((wish: UndoJoinRequest) => request(joinResponseSchema, "POST", `${pathOf(id)}/undo`, wish));
}

function useChange<Wish, Answer>(mutationFn: (wish: Wish) => Promise<Answer>) {
  const client = useQueryClient();
  return useMutation({ mutationFn, onSettled: () => client.invalidateQueries() });
}

function pathOf(id: string): string {
  return `/groups/${encodeURIComponent(id)}`;
}
