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
  {
    path: "/incidents",
    component: lazy(() => import("./pages/incidents/page.tsx")),
    nav: "Incidents",
    key: "i",
  },
  { path: "/incidents/:id", component: lazy(() => import("./pages/incident/page.tsx")) },
];
