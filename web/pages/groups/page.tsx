import { useDeferredValue } from "react";
import { useGroupPages } from "../../data/groups.ts";
import { type GroupFilters, NO_GROUP_FILTERS } from "../../data/paths.ts";
import { useStatus } from "../../data/status.ts";
import { count, countOf } from "../../lib/format.ts";
import { useShownPages } from "../../lib/shown-pages.ts";
import { useTitle } from "../../lib/title.ts";
import { useUrlFilters } from "../../lib/url-filters.ts";
import { Failure } from "../../parts/failure.tsx";
import { PageHead } from "../../parts/page-head.tsx";
import { PageSkeleton } from "../../parts/skeleton.tsx";
import { NoGroups } from "./empty.tsx";
import { Filters } from "./filters.tsx";
import { GroupTable } from "./table.tsx";
import "./groups.css";

/** Every recurring error: how often, in what rhythm, where, since when, and whether production has it too. */
export default function GroupsPage() {
  useTitle("Error groups");
  const [filters, change] = useUrlFilters(NO_GROUP_FILTERS);
  const status = useStatus();
  const list = JSON.stringify(filters);
  const [pages, show] = useShownPages(list);
  const { answer, rows: read } = useGroupPages(filters, pages);
  const { data, error, refetch, isPlaceholderData: isOld } = answer;
  // Rows are drawn after what the reader did is seen: a letter typed, a filter chosen.
  const rows = useDeferredValue(read);

  if (data === undefined && error === null) return <PageSkeleton />;
  return (
    <div className="page">
      <PageHead title="Error groups" note={data && countLine(data.matching, data.totals, filters)} />
      {data && data.totals.all > 0 && <Filters filters={filters} facets={data.facets} change={change} />}
      {error && <Failure doing="The groups could not be read" error={error} retry={() => void refetch()} />}
      {data && data.groups.length > 0 && rows && (
        <GroupTable
          list={isOld ? undefined : list}
          groups={rows}
          reference={data.reference}
          from={filters.from}
          to={filters.to}
          isOld={isOld}
          show={show}
        />
      )}
      {data && data.groups.length === 0 && (
        <NoGroups totals={data.totals} filters={filters} status={status.data} change={change} />
      )}
    </div>
  );
}

type Totals = { all: number; muted: number };

function countLine(matching: number, { all, muted }: Totals, { state }: GroupFilters): string {
  const quiet = state === "" && muted > 0 ? `, ${countOf(muted, "muted one is", "muted ones are")} not shown` : "";
  return `${count(matching)} of ${count(all)} in this time${quiet}`;
}
