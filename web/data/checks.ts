import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { checksResponseSchema } from "../../shared/api-operations.ts";
import { toQuery } from "../lib/url-filters.ts";
import { request } from "./http.ts";
import { checksKey } from "./keys.ts";

/** Filters as the page's address holds them. */
export type CheckFilters = {
  q: string;
  outcome: string;
  kind: string;
  environment: string;
  from: string;
  to: string;
};

/** Checks over all incidents; the former rows stay while new ones are read. */
export function useChecks(filters: CheckFilters) {
  const query = toQuery(filters);
  return useQuery({
    queryKey: [...checksKey, query],
    queryFn: ({ signal }) => request(checksResponseSchema, "GET", `/checks${query}`, undefined, signal),
    placeholderData: keepPreviousData,
  });
}
