import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { checksResponseSchema } from "../../shared/api-operations.ts";
import { request } from "./http.ts";
import { checksKey } from "./keys.ts";
import { type CheckFilters, checksPath } from "./paths.ts";

/** Checks over all incidents; the former rows stay while new ones are read. */
export function useChecks(filters: CheckFilters) {
  const path = checksPath(filters);
  return useQuery({
    queryKey: [...checksKey, path],
    queryFn: ({ signal }) => request(checksResponseSchema, "GET", path, undefined, signal),
    placeholderData: keepPreviousData,
  });
}
