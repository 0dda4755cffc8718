import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import {
  type GroupSummary,
  groupResponseSchema,
  groupsResponseSchema,
  type MuteRequest,
  muteResponseSchema,
} from "../../shared/api-groups.ts";
import type { RangeText } from "../../shared/time-range.ts";
import type { ShownPages } from "../lib/shown-pages.ts";
import { request } from "./http.ts";
import { groupsKey } from "./keys.ts";
import { type PagedList, useListPages } from "./list-pages.ts";
import { type GroupFilters, groupPath, groupsPath } from "./paths.ts";
import { question } from "./question.ts";

const GROUPS: PagedList<typeof groupsResponseSchema, GroupSummary> = {
  key: groupsKey,
  schema: groupsResponseSchema,
  rowsOf: ({ groups }) => groups,
  idOf: ({ id }) => id,
};

/** The first groups that match the filters; the former rows stay while new ones are read. */
export function useGroups(filters: GroupFilters, limit: number) {
  const path = groupsPath(filters, 0, limit);
  return useQuery({
    ...question([...groupsKey, path], groupsResponseSchema, path),
    placeholderData: keepPreviousData,
  });
}

/** All groups that match the filters, read where the pages are looked at. */
export function useGroupPages(filters: GroupFilters, pages: ShownPages) {
  return useListPages(GROUPS, (page) => groupsPath(filters, page), pages);
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
