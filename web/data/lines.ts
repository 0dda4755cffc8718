import { useInfiniteQuery } from "@tanstack/react-query";
import { linesResponseSchema } from "../../shared/api-incident.ts";
import { toQuery } from "../lib/url-filters.ts";
import { request } from "./http.ts";
import type { Viewed } from "./incident-parts.ts";

const PAGE = 200;

/** Which of an incident's log lines: each empty for any. `from` and `to` in RFC 3339. */
export type LineFilters = { q: string; group: string; severity: string; from: string; to: string };

/**
 * The log lines that are kept of an incident, in order of time, page by page. They stay as they were read until `revision` is another
 * one, so that nothing moves under whoever reads; asks nothing before `isWanted`.
 */
export function useAllLines({ id, at }: Viewed, revision: number, filters: LineFilters, isWanted: boolean) {
  return useInfiniteQuery({
    queryKey: ["lines", id, at, revision, filters],
    initialPageParam: "",
    queryFn: ({ signal, pageParam }) => {
      const query = toQuery({ ...filters, at, after: pageParam, limit: String(PAGE) });
      const path = `/incidents/${encodeURIComponent(id)}/lines${query}`;
      return request(linesResponseSchema, "GET", path, undefined, signal);
    },
    getNextPageParam: ({ next }) => next,
    // Other filters of the same incident: the lines of before stay until the new ones are there.
    placeholderData: (before, query) => (query?.queryKey[1] === id ? before : undefined),
    staleTime: Number.POSITIVE_INFINITY,
    enabled: isWanted,
  });
}
