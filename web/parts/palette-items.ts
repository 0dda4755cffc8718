import { useDeferredValue } from "react";
import { useLocation } from "wouter";
import { useGroups } from "../data/groups.ts";
import { useIncidents } from "../data/incidents.ts";
import { NO_GROUP_FILTERS, NO_LIST_FILTERS } from "../data/paths.ts";
import { openDialog } from "../lib/dialog.ts";
import { useSetting } from "../lib/settings.ts";
import { visible } from "../lib/text.ts";
import { PAGES } from "../pages.ts";
import { HELP_ID } from "./help.tsx";

export type PaletteItem = { id: string; kind: string; title: string; keys?: string; run: () => void };

const MAX_EACH = 8;

/** What fits the text: pages, incidents of any status, groups of the last week, and things to do. */
export function usePaletteItems(text: string): { items: PaletteItem[]; isLoading: boolean } {
  const [, navigate] = useLocation();
  const typed = text.trim();
  // Lists are asked for when the typing rests; what they held before fits another text.
  const q = useDeferredValue(typed);
  const incidents = useIncidents({ ...NO_LIST_FILTERS, status: q === "" ? "" : "all", q }, MAX_EACH);
  const groups = useGroups({ ...NO_GROUP_FILTERS, state: "all", from: "now-7d", to: "now", q }, MAX_EACH);
  const deeds = useDeeds();
  const fits = ({ title }: PaletteItem) => title.toLowerCase().includes(typed.toLowerCase());
  const pages = PAGES.flatMap(({ path, nav, key }): PaletteItem[] =>
    nav === undefined
      ? []
      : [{ id: path, kind: "Page", title: nav, run: () => navigate(path), ...(key && { keys: `g ${key}` }) }],
  );
  const isOld = q !== typed || incidents.isPlaceholderData;
  const found = (isOld ? [] : (incidents.data?.incidents ?? [])).slice(0, MAX_EACH).map(
    ({ id, title }): PaletteItem => ({
      id: `incident-${id}`,
      kind: "Incident",
      title: visible(title),
      run: () => navigate(`/incidents/${id}`),
    }),
  );
  const areOld = q !== typed || groups.isPlaceholderData;
  const errors = (typed === "" || areOld ? [] : (groups.data?.groups ?? [])).slice(0, MAX_EACH).map(
    ({ id, title }): PaletteItem => ({
      id: `group-${id}`,
      kind: "Group",
      title: visible(title),
      run: () => navigate(`/groups/${id}`),
    }),
  );
  return {
    items: [...pages.filter(fits), ...found, ...errors, ...deeds.filter(fits)],
    isLoading: incidents.isPending || groups.isPending || isOld || areOld,
  };
}

function useDeeds(): PaletteItem[] {
  const [, setTheme] = useSetting("theme", "system");
  const [zone, setZone] = useSetting("zone", "utc");
  const other = zone === "local" ? "utc" : "local";
  const colours = (["light", "dark", "system"] as const).map((theme) => ({
    id: `theme-${theme}`,
    kind: "Do",
    title: `Show ${theme === "system" ? "the system's" : theme} colours`,
    run: () => setTheme(theme),
  }));
  return [
    ...colours,
    {
      id: "zone",
      kind: "Do",
      title: `Show times in ${other === "utc" ? "UTC" : "local time"}`,
      run: () => setZone(other),
    },
    { id: "help", kind: "Do", title: "Show keyboard shortcuts", keys: "?", run: () => openDialog(HELP_ID) },
  ];
}
