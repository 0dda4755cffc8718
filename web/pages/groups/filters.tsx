import type { GroupsResponse } from "../../../shared/api-groups.ts";
import { type GroupFilters, NO_GROUP_FILTERS } from "../../data/paths.ts";
import { LAST_DAY } from "../../lib/time-range.ts";
import type { ChangeFilters } from "../../lib/url-filters.ts";
import { Choice, FilterRow, Options, SearchField } from "../../parts/filter-fields.tsx";
import { RangePicker } from "../../parts/range-picker.tsx";
import { SavedFilters } from "../../parts/saved-filters.tsx";

type Props = { filters: GroupFilters; facets: GroupsResponse["facets"]; change: ChangeFilters<keyof GroupFilters> };

/** The row of filters above the list. */
export function Filters({ filters, facets, change }: Props) {
  const isFiltered = Object.values(filters).some((value) => value !== "");
  return (
    <FilterRow isFiltered={isFiltered} clear={() => change(NO_GROUP_FILTERS)}>
      <SearchField
        label="Search groups"
        hint="Error text or id"
        value={filters.q}
        change={(q) => change({ q }, true)}
      />
      <Choice label="State" value={filters.state} change={(state) => change({ state })}>
        <option value="">Not muted</option>
        <option value="muted">Muted</option>
        <option value="all">Muted or not</option>
      </Choice>
      <Choice label="Environment" value={filters.environment} change={(environment) => change({ environment })}>
        <option value="">Any environment</option>
        <Options values={facets.environments} />
      </Choice>
      <Choice label="Service" value={filters.service} change={(service) => change({ service })}>
        <option value="">Any service</option>
        <Options values={facets.services} />
      </Choice>
      <Choice label="Family" value={filters.family} change={(family) => change({ family })}>
        <option value="">Any family</option>
        <Options values={facets.families} />
      </Choice>
      <Choice label="Order" value={filters.sort} change={(sort) => change({ sort })}>
        <option value="">Seen last first</option>
        <option value="count">Most entries first</option>
        <option value="first-seen">Newest first</option>
      </Choice>
      <RangePicker from={filters.from} to={filters.to} whenEmpty={LAST_DAY} change={change} />
      <SavedFilters page="groups" filters={filters} />
    </FilterRow>
  );
}
