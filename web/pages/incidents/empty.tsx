import { Link } from "wouter";
import type { IncidentsResponse, StatusResponse } from "../../../shared/api.ts";
import { type ListFilters, NO_LIST_FILTERS } from "../../data/paths.ts";
import { count, countOf } from "../../lib/format.ts";
import type { ChangeFilters } from "../../lib/url-filters.ts";
import { Empty } from "../../parts/empty.tsx";
import { Connect } from "./connect.tsx";

type Props = {
  totals: IncidentsResponse["totals"];
  filters: ListFilters;
  status: StatusResponse | undefined;
  change: ChangeFilters<keyof ListFilters>;
};

/** Why the list is empty: nothing is connected, nothing is wrong, or the filters hide everything. */
export function NoIncidents({ totals, filters, status, change }: Props) {
  const isFiltered = Object.values(filters).some((value) => value !== "");
  if (totals.all === 0 && status?.sources.length === 0) return <Connect />;
  if (totals.all === 0) return <NothingFound status={status} />;
  if (!isFiltered) return <AllHealthy past={totals.all} />;
  return (
    <Empty title="No incident matches these filters">
      <p>{countOf(totals.all, "incident is", "incidents are")} hidden by the filters above.</p>
      <button type="button" className="button" onClick={() => change(NO_LIST_FILTERS)}>
        Clear the filters
      </button>
    </Empty>
  );
}

function NothingFound({ status }: { status: StatusResponse | undefined }) {
  const read = status?.coverage?.read ?? 0;
  if (read === 0) {
    return (
      <Empty title="Waiting for the first entries">
        <p>The sources are connected but have delivered nothing so far. Incidents appear here by themselves.</p>
      </Empty>
    );
  }
  return (
    <Empty title="All healthy">
      <p>{count(read)} entries were read and none of them adds up to an incident.</p>
    </Empty>
  );
}

function AllHealthy({ past }: { past: number }) {
  return (
    <Empty title="All healthy">
      <p>
        No incident is open, acknowledged or recovering. {countOf(past, "past incident is", "past incidents are")} kept.
      </p>
      <Link className="button" href="/incidents?status=all">
        Show past incidents
      </Link>
    </Empty>
  );
}
