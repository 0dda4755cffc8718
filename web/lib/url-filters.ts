import { useSearchParams } from "wouter";

/** Changes some filters; `isTyping` replaces the page's address instead of adding to the history. */
export type ChangeFilters<K extends string> = (change: Partial<Record<K, string>>, isTyping?: boolean) => void;

/** Filters as the page's address holds them, under the names that `none` has; empty means not set. */
export function useUrlFilters<K extends string>(none: Record<K, string>): [Record<K, string>, ChangeFilters<K>] {
  const [params, setParams] = useSearchParams();
  let filters = none;
  for (const name of Object.keys(none)) filters = { ...filters, [name]: params.get(name) ?? "" };
  const change: ChangeFilters<K> = (some, isTyping = false) => {
    const next = new URLSearchParams(params);
    const wanted: Record<string, string | undefined> = some;
    for (const [name, value] of Object.entries(wanted)) {
      if (value === undefined || value === "") next.delete(name);
      else next.set(name, value);
    }
    setParams(next, { replace: isTyping });
  };
  return [filters, change];
}

/** What is set of the filters as a query for the API, with its question mark; empty where nothing is. */
export function toQuery(filters: Record<string, string>): string {
  const set = Object.entries(filters).filter(([, value]) => value !== "");
  return set.length === 0 ? "" : `?${new URLSearchParams(set).toString()}`;
}
