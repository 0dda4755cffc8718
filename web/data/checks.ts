import { type CheckHistory, checksResponseSchema } from "../../shared/api-operations.ts";
import type { ShownPages } from "../lib/shown-pages.ts";
import { checksKey } from "./keys.ts";
import { type PagedList, useListPages } from "./list-pages.ts";
import { type CheckFilters, checksPath } from "./paths.ts";

/** Tells a check of an incident from all others. */
export function checkKey({ incidentId, check }: CheckHistory): string {
  return `${incidentId} ${check.id}`;
}

const CHECKS: PagedList<typeof checksResponseSchema, CheckHistory> = {
  key: checksKey,
  schema: checksResponseSchema,
  rowsOf: ({ checks }) => checks,
  idOf: checkKey,
};

/** Checks over all incidents, read where the pages are looked at. */
export function useCheckPages(filters: CheckFilters, pages: ShownPages) {
  return useListPages(CHECKS, (page) => checksPath(filters, page), pages);
}
