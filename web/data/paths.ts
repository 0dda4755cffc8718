import { ACTIVE_STATUSES } from "../../shared/api.ts";
import type { RangeText } from "../../shared/time-range.ts";
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

/** The first incidents that match. */
export function incidentsPath({ status, ...filters }: ListFilters, limit: number): string {
  const wanted = status === "" ? ACTIVE_STATUSES.join(",") : status === "all" ? "" : status;
  return `/incidents${toQuery({ status: wanted, ...filters, limit: String(limit) })}`;
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

/** The first groups that match. */
export function groupsPath({ state, ...filters }: GroupFilters, limit: number): string {
  return `/groups${toQuery({ ...filters, state: state === "" ? "active" : state, limit: String(limit) })}`;
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

/** The checks that match. */
export function checksPath(filters: CheckFilters): string {
  return `/checks${toQuery(filters)}`;
}
