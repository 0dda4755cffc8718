import { type ReactNode, useMemo } from "react";
import { SEVERITIES } from "../../../shared/severity.ts";
import type { LineFilters } from "../../data/lines.ts";
import { words } from "../../lib/format.ts";
import type { ChangeFilters } from "../../lib/url-filters.ts";
import { Choice, FilterRow, Options, SearchField } from "../../parts/filter-fields.tsx";

/** Filters that stand above the lines; the time is that of the chart. */
const NO_OWN_FILTERS = { q: "", group: "", severity: "" };
/** A group's title in a list to choose from. */
const TITLE_CHARACTERS = 80;
/** The least one is any. */
const [, ...CHOICES] = SEVERITIES;

type Props = {
  filters: LineFilters;
  /** Titles of groups by id. */
  titles: ReadonlyMap<string, string>;
  change: ChangeFilters<keyof LineFilters>;
  children: ReactNode;
};

/** Finds log lines by text, group and severity. */
export function LineFilterRow({ filters: { q, group, severity }, titles, change, children }: Props) {
  // There may be hundreds of groups.
  const groups = useMemo(
    () => <Options values={[...titles.keys()]} name={(id) => (titles.get(id) ?? id).slice(0, TITLE_CHARACTERS)} />,
    [titles],
  );
  return (
    <FilterRow isFiltered={q + group + severity !== ""} clear={() => change(NO_OWN_FILTERS)}>
      <SearchField
        label="Search log lines"
        hint="Text, revision, instance, trace"
        value={q}
        change={(text) => change({ q: text }, true)}
      />
      <Choice label="Group" value={group} change={(id) => change({ group: id })}>
        <option value="">Any group</option>
        {groups}
      </Choice>
      <Choice label="Severity" value={severity} change={(least) => change({ severity: least })}>
        <option value="">Any severity</option>
        <Options values={CHOICES} name={(one) => `${words(one.toLowerCase())} or worse`} />
      </Choice>
      {children}
    </FilterRow>
  );
}
