import { useDeferredValue } from "react";
import { CHECK_KINDS, OUTCOME_WORDS, OUTCOMES } from "../../../shared/check.ts";
import { checkKey, useCheckPages } from "../../data/checks.ts";
import { NO_CHECK_FILTERS } from "../../data/paths.ts";
import { count, countOf, words } from "../../lib/format.ts";
import { useShownPages } from "../../lib/shown-pages.ts";
import { LAST_DAY } from "../../lib/time-range.ts";
import { useTitle } from "../../lib/title.ts";
import { useUrlFilters } from "../../lib/url-filters.ts";
import { Empty } from "../../parts/empty.tsx";
import { Failure } from "../../parts/failure.tsx";
import { Choice, FilterRow, Options, SearchField } from "../../parts/filter-fields.tsx";
import { PageHead } from "../../parts/page-head.tsx";
import { RangePicker } from "../../parts/range-picker.tsx";
import { SavedFilters } from "../../parts/saved-filters.tsx";
import { PageSkeleton } from "../../parts/skeleton.tsx";
import { VirtualTable } from "../../parts/virtual-table.tsx";
import { CheckRow } from "./row.tsx";
import "./checks.css";

const ROW_HEIGHT_PX = 84;
const COLUMNS = ["Answer", "What was asked", "Incident", "Answers over time", "Asked"] as const;

/** What the live systems were asked over all incidents, what they answer now, and when that changed. */
export default function ChecksPage() {
  useTitle("Checks");
  const [filters, change] = useUrlFilters(NO_CHECK_FILTERS);
  const list = JSON.stringify(filters);
  const [pages, show] = useShownPages(list);
  const { answer, rows: read } = useCheckPages(filters, pages);
  const { data, error, refetch, isPlaceholderData } = answer;
  const rows = useDeferredValue(read);
  if (data === undefined && error === null) return <PageSkeleton />;
  const isFiltered = Object.values(filters).some((value) => value !== "");
  return (
    <div className="page">
      <PageHead title="Checks" note={data && outcomeLine(data.outcomes)} />
      <FilterRow isFiltered={isFiltered} clear={() => change(NO_CHECK_FILTERS)}>
        <SearchField
          label="Search checks"
          hint="What was asked"
          value={filters.q}
          change={(q) => change({ q }, true)}
        />
        <Choice label="Answer" value={filters.outcome} change={(outcome) => change({ outcome })}>
          <option value="">Any answer</option>
          <Options values={OUTCOMES} name={(outcome) => words(OUTCOME_WORDS[outcome])} />
        </Choice>
        <Choice label="Kind" value={filters.kind} change={(kind) => change({ kind })}>
          <option value="">Any kind</option>
          <Options values={CHECK_KINDS.filter((kind) => data?.facets.kinds.includes(kind))} name={words} />
        </Choice>
        <Choice label="Environment" value={filters.environment} change={(environment) => change({ environment })}>
          <option value="">Any environment</option>
          <Options values={data?.facets.environments ?? []} />
        </Choice>
        <RangePicker from={filters.from} to={filters.to} whenEmpty={LAST_DAY} change={change} />
        <SavedFilters page="checks" filters={filters} />
      </FilterRow>
      {error && <Failure doing="The checks could not be read" error={error} retry={() => void refetch()} />}
      {data && data.checks.length > 0 && rows && (
        <VirtualTable
          list={isPlaceholderData ? undefined : list}
          items={rows}
          idOf={checkKey}
          columns={COLUMNS}
          caption="Live checks of all incidents, the latest first"
          rowHeightPx={ROW_HEIGHT_PX}
          isOld={isPlaceholderData}
          show={show}
          row={(one, place) => <CheckRow key={checkKey(one)} history={one} {...place} />}
        />
      )}
      {data && data.checks.length === 0 && <NoChecks isFiltered={isFiltered} clear={() => change(NO_CHECK_FILTERS)} />}
    </div>
  );
}

function outcomeLine({ confirmed, refuted, unknown }: { confirmed: number; refuted: number; unknown: number }): string {
  const all = confirmed + refuted + unknown;
  return `${countOf(all, "check")} in this time: ${count(confirmed)} found a fault, ${count(refuted)} found none, ${count(unknown)} could not look`;
}

function NoChecks({ isFiltered, clear }: { isFiltered: boolean; clear: () => void }) {
  if (isFiltered) {
    return (
      <Empty title="No check matches these filters in this time">
        <button type="button" className="button" onClick={clear}>
          Clear the filters
        </button>
      </Empty>
    );
  }
  return (
    <Empty title="No live system was asked in the last 24 hours">
      <p>
        Checks run for incidents. Either none is open, or no database and no endpoint is named under{" "}
        <code>environments:</code> in <code>plumbline.yaml</code>.
      </p>
    </Empty>
  );
}
