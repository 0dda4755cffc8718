import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import {
  groupResponseSchema,
  groupsResponseSchema,
  type MuteRequest,
  muteResponseSchema,
} from "../../shared/api-groups.ts";
import type { RangeText } from "../../shared/time-range.ts";
import { request } from "./http.ts";
import { groupsKey } from "./keys.ts";
import { type GroupFilters, groupPath, groupsPath } from "./paths.ts";

/** At most this many groups are listed; the filters narrow them down. */
export const MOST_GROUPS = 1000;

/** The first groups that match the filters; the former rows stay while new ones are read. */
export function useGroups(filters: GroupFilters, limit: number) {
  const path = groupsPath(filters, limit);
  return useQuery({
    queryKey: [...groupsKey, path],
    queryFn: ({ signal }) => request(groupsResponseSchema, "GET", path, undefined, signal),
    placeholderData: keepPreviousData,
  });
}

/** One group in a range. */
export function useGroup(id: string, range: RangeText) {
  const path = groupPath(id, range);
  return useQuery({
    queryKey: [...groupsKey, id, range],
    queryFn: ({ signal }) => request(groupResponseSchema, "GET", path, undefined, signal),
    placeholderData: keepPreviousData,
  });
}

/** Mutes a group, or lifts that where no wish is given. */
export function useMute(id: string) {
  const client = useQueryClient();
  const path = `/groups/${encodeURIComponent(id)}/mute`;
  return useMutation({
    mutationFn: (wish: MuteRequest | undefined) =>
      wish === undefined ? request(muteResponseSchema, "DELETE", path) : request(muteResponseSchema, "PUT", path, wish),
    onSettled: () => client.invalidateQueries(),
  });
}
