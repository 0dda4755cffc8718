import { apiUrl } from "./data/http.ts";
import {
  checksPath,
  ENVIRONMENTS_PATH,
  groupPath,
  groupsPath,
  incidentPath,
  incidentsPath,
  MAINTENANCE_PATH,
  NO_CHECK_FILTERS,
  NO_GROUP_FILTERS,
  NO_LIST_FILTERS,
  SERVICES_PATH,
  SOURCES_PATH,
  STATUS_PATH,
  WEBHOOKS_PATH,
  WHOAMI_PATH,
} from "./data/paths.ts";
import { askEarly } from "./lib/early.ts";
import { PAGES } from "./pages.ts";

/** What every page asks: what stands above it, and who is asking. */
const FRAME_QUESTIONS = [STATUS_PATH, WHOAMI_PATH];

/** What a page asks first, by its address in `pages.ts`; pages that are not here ask once their code is there. */
const FIRST_QUESTIONS: Record<string, (search: URLSearchParams, id: string) => string[]> = {
  "/": (search) => [incidentsPath(filtersIn(search, NO_LIST_FILTERS))],
  "/incidents": (search) => [incidentsPath(filtersIn(search, NO_LIST_FILTERS))],
  "/incidents/:id": (search, id) => [incidentPath(id, search.get("at") ?? "")],
  "/groups": (search) => [groupsPath(filtersIn(search, NO_GROUP_FILTERS))],
  "/groups/:id": (search, id) => [groupPath(id, filtersIn(search, { from: "", to: "" }))],
  "/environments": () => [ENVIRONMENTS_PATH],
  "/checks": (search) => [checksPath(filtersIn(search, NO_CHECK_FILTERS))],
  "/sources": () => [SOURCES_PATH],
  "/webhooks": () => [WEBHOOKS_PATH, MAINTENANCE_PATH],
  "/settings": () => [SERVICES_PATH],
};

/** Fetches the code of the page that the address names, and asks what it will ask first, at the same time. */
export function preload({ pathname, search }: Pick<Location, "pathname" | "search">): void {
  const [, section = "", id, ...rest] = pathname.split("/");
  const path = id === undefined ? `/${section}` : `/${[section, ":id", ...rest].join("/")}`;
  // A failure is met again, and shown, when the page itself is asked for.
  PAGES.find((page) => page.path === (path === "/" ? "/incidents" : path))
    ?.load()
    .catch(() => undefined);
  const first = FIRST_QUESTIONS[path]?.(new URLSearchParams(search), decoded(id ?? "")) ?? [];
  for (const question of [...first, ...FRAME_QUESTIONS]) askEarly(apiUrl(question));
}

function decoded(id: string): string {
  try {
    return decodeURIComponent(id);
  } catch {
    return id;
  }
}

function filtersIn<T extends Record<string, string>>(search: URLSearchParams, none: T): T {
  let filters = none;
  for (const name of Object.keys(none)) filters = { ...filters, [name]: search.get(name) ?? "" };
  return filters;
}
