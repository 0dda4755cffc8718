import { useDeferredValue } from "react";
import { useIncidentPages } from "../../data/incidents.ts";
import { type ListFilters, NO_LIST_FILTERS } from "../../data/paths.ts";
import { useStatus } from "../../data/status.ts";
import { count } from "../../lib/format.ts";
import { useShownPages } from "../../lib/shown-pages.ts";
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
  const [pages, show] = useShownPages(list);
  const { answer, rows: read } = useIncidentPages(filters, pages);
  const { data, error, refetch, isPlaceholderData: isOld } = answer;
  // Rows are drawn after what the reader did is seen: a letter typed, a filter chosen.
  const rows = useDeferredValue(read);

  if (data === undefined && error === null) return <PageSkeleton />;
  return (
    <div className="page">
      <PageHead
        title="Incidents"
        note={data && data.totals.all > 0 && countLine(data.matching, data.totals.all, filters)}
      />
      {data && data.totals.all > 0 && <Filters filters={filters} facets={data.facets} change={setFilters} />}
      <SourceTrouble sources={status.data?.sources ?? []} />
      {error && <Failure doing="The incidents could not be read" error={error} retry={() => void refetch()} />}
      {data && data.incidents.length > 0 && rows && (
        <IncidentTable list={isOld ? undefined : list} incidents={rows} isOld={isOld} show={show} />
      )}
      {data && data.incidents.length === 0 && (
        <NoIncidents totals={data.totals} filters={filters} status={status.data} change={setFilters} />
      )}
    </div>
  );
}

function countLine(matching: number, all: number, filters: ListFilters): string {
  return `${count(matching)} ${filters.status === "" ? "active" : "matching"} of ${count(all)}`;
}
