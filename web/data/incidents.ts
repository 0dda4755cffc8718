import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { type IncidentSummary, incidentsResponseSchema } from "../../shared/api.ts";
import type { ShownPages } from "../lib/shown-pages.ts";
import { incidentsKey } from "./keys.ts";
import { type PagedList, useListPages } from "./list-pages.ts";
import { incidentsPath, type ListFilters } from "./paths.ts";
import { question } from "./question.ts";

const INCIDENTS: PagedList<typeof incidentsResponseSchema, IncidentSummary> = {
  key: incidentsKey,
  schema: incidentsResponseSchema,
  rowsOf: ({ incidents }) => incidents,
  idOf: ({ id }) => id,
};

/** The first incidents that match the filters; the former rows stay while new ones are read. */
export function useIncidents(filters: ListFilters, limit: number) {
  const path = incidentsPath(filters, 0, limit);
  return useQuery({
    ...question([...incidentsKey, path], incidentsResponseSchema, path),
    placeholderData: keepPreviousData,
  });
}

/** All incidents that match the filters, read where the pages are looked at. */
export function useIncidentPages(filters: ListFilters, pages: ShownPages) {
  return useListPages(INCIDENTS, (page) => incidentsPath(filters, page), pages);
}
