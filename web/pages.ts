import { type ComponentType, type LazyExoticComponent, lazy } from "react";

/** A page: its address, where its code is, and its place in the navigation if it has one. */
type PageLine = {
  path: string;
  load: () => Promise<{ default: ComponentType }>;
  /** Shown in the navigation under this name. */
  nav?: string;
  /** Reached by `g` and this key. */
  key?: string;
};

/** A page with its component, which is loaded when it is shown. */
export type Page = PageLine & { component: LazyExoticComponent<ComponentType> };

/** Every page of the dashboard; a page is one folder and one line here. */
const LINES: PageLine[] = [
  { path: "/incidents", load: () => import("./pages/incidents/page.tsx"), nav: "Incidents", key: "i" },
  { path: "/incidents/:id/report", load: () => import("./pages/incident/report-page.tsx") },
  { path: "/incidents/:id", load: () => import("./pages/incident/page.tsx") },
  { path: "/groups", load: () => import("./pages/groups/page.tsx"), nav: "Groups", key: "g" },
  { path: "/groups/:id", load: () => import("./pages/group/page.tsx") },
  {
    path: "/environments",
    load: () => import("./pages/environments/page.tsx"),
    nav: "Environments",
    key: "e",
  },
  { path: "/checks", load: () => import("./pages/checks/page.tsx"), nav: "Checks", key: "c" },
  { path: "/sources", load: () => import("./pages/sources/page.tsx"), nav: "Sources", key: "s" },
  { path: "/webhooks", load: () => import("./pages/webhooks/page.tsx"), nav: "Webhooks", key: "w" },
  { path: "/settings", load: () => import("./pages/settings/page.tsx"), nav: "Settings", key: "," },
  { path: "/api-reference", load: () => import("./pages/api-reference/page.tsx") },
];

/** Every page, in the order of the navigation. */
export const PAGES: Page[] = LINES.map((line) => ({ ...line, component: lazy(line.load) }));
