import { type ComponentType, type LazyExoticComponent, lazy } from "react";

/** A page: its address, its component (loaded when it is shown), and its place in the navigation if it has one. */
export type Page = {
  path: string;
  component: LazyExoticComponent<ComponentType> | ComponentType;
  /** Shown in the navigation under this name. */
  nav?: string;
  /** Reached by `g` and this key. */
  key?: string;
};

/** Every page of the dashboard; a page is one folder and one line here. */
export const PAGES: Page[] = [
  { path: "/incidents", component: lazy(() => import("./pages/incidents/page.tsx")), nav: "Incidents", key: "i" },
  { path: "/incidents/:id/report", component: lazy(() => import("./pages/incident/report-page.tsx")) },
  { path: "/incidents/:id", component: lazy(() => import("./pages/incident/page.tsx")) },
  { path: "/groups", component: lazy(() => import("./pages/groups/page.tsx")), nav: "Groups", key: "g" },
  { path: "/groups/:id", component: lazy(() => import("./pages/group/page.tsx")) },
  {
    path: "/environments",
    component: lazy(() => import("./pages/environments/page.tsx")),
    nav: "Environments",
    key: "e",
  },
  { path: "/checks", component: lazy(() => import("./pages/checks/page.tsx")), nav: "Checks", key: "c" },
  { path: "/sources", component: lazy(() => import("./pages/sources/page.tsx")), nav: "Sources", key: "s" },
  { path: "/webhooks", component: lazy(() => import("./pages/webhooks/page.tsx")), nav: "Webhooks", key: "w" },
  { path: "/settings", component: lazy(() => import("./pages/settings/page.tsx")), nav: "Settings", key: "," },
  { path: "/api-reference", component: lazy(() => import("./pages/api-reference/page.tsx")) },
];
