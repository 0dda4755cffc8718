import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { incidentsResponseSchema } from "../../shared/api.ts";
import { request } from "./http.ts";
import { incidentsKey } from "./keys.ts";
import { incidentsPath, type ListFilters } from "./paths.ts";

/** At most this many incidents are listed; the filters narrow them down. */
export const MOST_INCIDENTS = 1000;

/** The first incidents that match the filters; the former rows stay while new ones are read. */
export function useIncidents(filters: ListFilters, limit: number) {
  const path = incidentsPath(filters, limit);
  return useQuery({
    queryKey: [...incidentsKey, path],
    queryFn: ({ signal }) => request(incidentsResponseSchema, "GET", path, undefined, signal),
    placeholderData: keepPreviousData,
  });
}
