import { ACTIVE_STATUSES } from "../../shared/api.ts";
import type { RangeText } from "../../shared/time-range.ts";
import { PAGE_ROWS } from "../lib/shown-pages.ts";
import { toQuery } from "../lib/url-filters.ts";

/** Where in the API a page's first answer is; what asks early and what asks in time must ask for the same. */

export const STATUS_PATH = "/status";
export const WHOAMI_PATH = "/whoami";
export const ENVIRONMENTS_PATH = "/environments";
export const SOURCES_PATH = "/sources";
export const WEBHOOKS_PATH = "/webhooks";
export const MAINTENANCE_PATH = "/maintenance";
export const SERVICES_PATH = "/services";

/** Filters of the list of incidents. `status`: absent = active, `all` = any, else a status. */
export type ListFilters = {
  status: string;
  severity: string;
  environment: string;
  service: string;
  q: string;
  from: string;
  to: string;
};

export const NO_LIST_FILTERS: ListFilters = {
  status: "",
  severity: "",
  environment: "",
  service: "",
  q: "",
  from: "",
  to: "",
};

/** Rows of one page of a list, from 0. */
function pageQuery(limit: number, page: number): { limit: string; offset: string } {
  return { limit: String(limit), offset: page === 0 ? "" : String(page * limit) };
}

/** One page of the incidents that match, from 0. */
export function incidentsPath({ status, ...filters }: ListFilters, page = 0, limit = PAGE_ROWS): string {
  const wanted = status === "" ? ACTIVE_STATUSES.join(",") : status === "all" ? "" : status;
  return `/incidents${toQuery({ status: wanted, ...filters, ...pageQuery(limit, page) })}`;
}

/** One incident, of now or of a moment; empty means now. */
export function incidentPath(id: string, at: string): string {
  return `/incidents/${encodeURIComponent(id)}${toQuery({ at })}`;
}

/** Filters of the list of groups; `state` empty means those that are not muted. */
export type GroupFilters = {
  q: string;
  state: string;
  environment: string;
  service: string;
  family: string;
  sort: string;
  from: string;
  to: string;
};

export const NO_GROUP_FILTERS: GroupFilters = {
  q: "",
  state: "",
  environment: "",
  service: "",
  family: "",
  sort: "",
  from: "",
  to: "",
};

/** One page of the groups that match, from 0. */
export function groupsPath({ state, ...filters }: GroupFilters, page = 0, limit = PAGE_ROWS): string {
  return `/groups${toQuery({ ...filters, state: state === "" ? "active" : state, ...pageQuery(limit, page) })}`;
}

/** One group in a range, both ends as the address holds them; empty means the last day. */
export function groupPath(id: string, range: RangeText): string {
  return `/groups/${encodeURIComponent(id)}${toQuery(range)}`;
}

/** Filters of the list of checks. */
export type CheckFilters = {
  q: string;
  outcome: string;
  kind: string;
  environment: string;
  from: string;
  to: string;
};

export const NO_CHECK_FILTERS: CheckFilters = { q: "", outcome: "", kind: "", environment: "", from: "", to: "" };

/** One page of the checks that match, from 0. */
export function checksPath(filters: CheckFilters, page = 0, limit = PAGE_ROWS): string {
  return `/checks${toQuery({ ...filters, ...pageQuery(limit, page) })}`;
}
