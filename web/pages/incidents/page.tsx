import { useDeferredValue } from "react";
import { MOST_INCIDENTS, useIncidents } from "../../data/incidents.ts";
import { type ListFilters, NO_LIST_FILTERS } from "../../data/paths.ts";
import { useStatus } from "../../data/status.ts";
import { count } from "../../lib/format.ts";
import { FIRST_ROWS, useRowLimit } from "../../lib/row-limit.ts";
import { useTitle } from "../../lib/title.ts";
import { Failure } from "../../parts/failure.tsx";
import { PageHead } from "../../parts/page-head.tsx";
import { PageSkeleton } from "../../parts/skeleton.tsx";
import { NoIncidents } from "./empty.tsx";
import { Filters } from "./filters.tsx";
import "./incidents.css";
import { useUrlFilters } from "../../lib/url-filters.ts";
import { SourceTrouble } from "./source-trouble.tsx";
import { IncidentTable } from "./table.tsx";

/** The list of incidents: what is broken, why, and how far the repair is. */
export default function IncidentsPage() {
  useTitle("Incidents");
  const [filters, setFilters] = useUrlFilters(NO_LIST_FILTERS);
  const status = useStatus();
  const list = JSON.stringify(filters);
  const [limit, askForMore] = useRowLimit(list, MOST_INCIDENTS);
  const { data, error, refetch, isPlaceholderData } = useIncidents(filters, limit);
  const isOld = isPlaceholderData && limit === FIRST_ROWS;
  const hasMore = data !== undefined && !isPlaceholderData && data.incidents.length < data.matching;
  // Rows are drawn after what the reader did is seen: a letter typed, a filter chosen.
  const rows = useDeferredValue(data?.incidents);

  if (data === undefined && error === null) return <PageSkeleton />;
  return (
    <div className="page">
      <PageHead
        title="Incidents"
        note={data && data.totals.all > 0 && countLine(data.incidents.length, data.matching, data.totals.all, filters)}
      />
      {data && data.totals.all > 0 && <Filters filters={filters} facets={data.facets} change={setFilters} />}
      <SourceTrouble sources={status.data?.sources ?? []} />
      {error && <Failure doing="The incidents could not be read" error={error} retry={() => void refetch()} />}
      {data && data.incidents.length > 0 && rows && (
        <IncidentTable
          list={isOld ? undefined : list}
          incidents={rows}
          isOld={isOld}
          reachedEnd={hasMore ? askForMore : undefined}
        />
      )}
      {data && data.incidents.length === 0 && (
        <NoIncidents totals={data.totals} filters={filters} status={status.data} change={setFilters} />
      )}
    </div>
  );
}

function countLine(shown: number, matching: number, all: number, filters: ListFilters): string {
  const kind = filters.status === "" ? "active" : "matching";
  const isAll = shown >= Math.min(matching, MOST_INCIDENTS);
  const cut =
    isAll && shown < matching ? `, the first ${count(shown)} are shown; narrow the filters to see others` : "";
  return `${count(matching)} ${kind} of ${count(all)}${cut}`;
}
