import { type ListFilters, MOST_INCIDENTS, NO_LIST_FILTERS, useIncidents } from "../../data/incidents.ts";
import { useStatus } from "../../data/status.ts";
import { count } from "../../lib/format.ts";
import { useRowLimit } from "../../lib/row-limit.ts";
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
  const [limit, askForMore] = useRowLimit(JSON.stringify(filters), MOST_INCIDENTS);
  const { data, error, refetch, isPlaceholderData } = useIncidents(filters, limit);

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
      {data && data.incidents.length > 0 && (
        <IncidentTable
          key={JSON.stringify(filters)}
          incidents={data.incidents}
          isOld={isPlaceholderData && limit < MOST_INCIDENTS}
          reachedEnd={askForMore}
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
