import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { ACTIVE_STATUSES, type IncidentFilter, incidentsResponseSchema } from "../../shared/api.ts";
import { request } from "./http.ts";
import { incidentsKey } from "./keys.ts";

/** Filters as the page's address holds them. `status`: absent = active, `all` = any, else a status. */
export type ListFilters = {
  status: string;
  severity: string;
  environment: string;
  service: string;
  q: string;
  from: string;
  to: string;
};

export const NO_LIST_FILTERS: ListFilters = {
  status: "",
  severity: "",
  environment: "",
  service: "",
  q: "",
  from: "",
  to: "",
};

/** At most this many incidents are listed; the filters narrow them down. */
export const MOST_INCIDENTS = 1000;

/** The first incidents that match the filters; the former rows stay while new ones are read. */
export function useIncidents(filters: ListFilters, limit: number) {
  const query = new URLSearchParams({ ...toQuery(filters), limit: String(limit) }).toString();
  return useQuery({
    queryKey: [...incidentsKey, query],
    queryFn: ({ signal }) => request(incidentsResponseSchema, "GET", `/incidents?${query}`, undefined, signal),
    placeholderData: keepPreviousData,
  });
}

function toQuery({ status, ...rest }: ListFilters): Record<string, string> {
  const filter: IncidentFilter = { status: status === "" ? ACTIVE_STATUSES.join(",") : status, ...rest };
  const query: Record<string, string> = {};
  for (const [key, value] of Object.entries(filter)) {
    if (typeof value === "string" && value !== "" && value !== "all") query[key] = value;
  }
  return query;
}
