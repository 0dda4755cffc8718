import { useQuery } from "@tanstack/react-query";
import { chartResponseSchema, linesResponseSchema } from "../../shared/api-incident.ts";
import { toQuery } from "../lib/url-filters.ts";
import { request } from "./http.ts";
import { incidentKey } from "./keys.ts";

/** An incident, as it is now or as it was known at a moment; empty means now. */
export type Viewed = { id: string; at: string };

/** Its entries over a part of its time, both ends in RFC 3339; asks nothing where no part is wanted. */
export function useIncidentChart({ id, at }: Viewed, part: { from: string; to: string } | undefined) {
  const query = toQuery({ at, ...part });
  return useQuery({
    queryKey: [...incidentKey(id), "chart", query],
    queryFn: ({ signal }) => request(chartResponseSchema, "GET", `${pathOf(id)}/chart${query}`, undefined, signal),
    // Another part of the same incident stays while the next one is read.
    placeholderData: (before, query) => (query?.queryKey[1] === id ? before : undefined),
    enabled: part !== undefined,
  });
}

/** Which lines: those of a group, or the ones that evidence names, which may be those of other groups. */
export type WantedLines = { group?: string | undefined; entries?: readonly string[] | undefined };

/** Log lines of an incident. */
export function useLines({ id, at }: Viewed, { group = "", entries = [] }: WantedLines) {
  const query = toQuery({ at, group, entries: entries.join(",") });
  return useQuery({
    queryKey: [...incidentKey(id), "lines", query],
    queryFn: ({ signal }) => request(linesResponseSchema, "GET", `${pathOf(id)}/lines${query}`, undefined, signal),
  });
}

function pathOf(id: string): string {
  return `/incidents/${encodeURIComponent(id)}`;
}
