import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type SaveFilterRequest, savedFiltersSchema } from "../../shared/api-filters.ts";
import { request } from "./http.ts";

const filtersKey = ["filters"];

/** Filters of lists that people kept; asked for when they are looked at. */
export function useSavedFilters(isWanted: boolean) {
  return useQuery({
    queryKey: filtersKey,
    queryFn: ({ signal }) => request(savedFiltersSchema, "GET", "/filters", undefined, signal),
    enabled: isWanted,
  });
}

/** Keeps a filter for everybody, or drops one. */
export function useFilterChange() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (change: { save: SaveFilterRequest } | { drop: string }) =>
      "save" in change
        ? request(savedFiltersSchema, "POST", "/filters", change.save)
        : request(savedFiltersSchema, "DELETE", `/filters/${encodeURIComponent(change.drop)}`),
    onSuccess: (answer) => client.setQueryData(filtersKey, answer),
  });
}
