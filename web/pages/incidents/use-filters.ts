import { useSearchParams } from "wouter";
import type { ListFilters } from "../../data/incidents.ts";

export const NO_FILTERS: ListFilters = { status: "", severity: "", environment: "", service: "", q: "" };

/** Changes some filters; `isTyping` replaces the page's address instead of adding to the history. */
export type ChangeFilters = (change: Partial<ListFilters>, isTyping?: boolean) => void;

/** The filters as the page's address holds them. */
export function useFilters(): [ListFilters, ChangeFilters] {
  const [params, setParams] = useSearchParams();
  const filters: ListFilters = {
    status: params.get("status") ?? "",
    severity: params.get("severity") ?? "",
    environment: params.get("environment") ?? "",
    service: params.get("service") ?? "",
    q: params.get("q") ?? "",
  };
  const change: ChangeFilters = (some, isTyping = false) => {
    const next = new URLSearchParams();
    for (const [key, value] of Object.entries({ ...filters, ...some })) if (value !== "") next.set(key, value);
    setParams(next, { replace: isTyping });
  };
  return [filters, change];
}
