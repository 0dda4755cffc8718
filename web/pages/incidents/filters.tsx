import type { IncidentsResponse } from "../../../shared/api.ts";
import { INCIDENT_SEVERITIES, INCIDENT_STATUSES } from "../../../shared/incident.ts";
import { type ListFilters, NO_LIST_FILTERS } from "../../data/paths.ts";
import { words } from "../../lib/format.ts";
import type { ChangeFilters } from "../../lib/url-filters.ts";
import { Choice, FilterRow, Options, SearchField } from "../../parts/filter-fields.tsx";
import { RangePicker } from "../../parts/range-picker.tsx";
import { SavedFilters } from "../../parts/saved-filters.tsx";

type Props = { filters: ListFilters; facets: IncidentsResponse["facets"]; change: ChangeFilters<keyof ListFilters> };

/** The row of filters above the list. */
export function Filters({ filters, facets, change }: Props) {
  const isFiltered = Object.values(filters).some((value) => value !== "");
  return (
    <FilterRow isFiltered={isFiltered} clear={() => change(NO_LIST_FILTERS)}>
      <SearchField
        label="Search incidents"
        hint="Title, service, route, cause"
        value={filters.q}
        change={(q) => change({ q }, true)}
      />
      <Choice label="Status" value={filters.status} change={(status) => change({ status })}>
        <option value="">Active</option>
        <option value="all">Any status</option>
        <Options values={INCIDENT_STATUSES} name={words} />
      </Choice>
      <Choice label="Severity" value={filters.severity} change={(severity) => change({ severity })}>
        <option value="">Any severity</option>
        <Options values={INCIDENT_SEVERITIES} name={words} />
      </Choice>
      <Choice label="Environment" value={filters.environment} change={(environment) => change({ environment })}>
        <option value="">Any environment</option>
        <Options values={facets.environments} />
      </Choice>
      <Choice label="Service" value={filters.service} change={(service) => change({ service })}>
        <option value="">Any service</option>
        <Options values={facets.services} />
      </Choice>
      <RangePicker from={filters.from} to={filters.to} whenEmpty="Any time" change={change} />
      <SavedFilters page="incidents" filters={filters} />
    </FilterRow>
  );
}
