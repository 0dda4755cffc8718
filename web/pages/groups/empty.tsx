import { Link } from "wouter";
import type { StatusResponse } from "../../../shared/api.ts";
import { type GroupFilters, NO_GROUP_FILTERS } from "../../data/paths.ts";
import { count, countOf } from "../../lib/format.ts";
import type { ChangeFilters } from "../../lib/url-filters.ts";
import { Empty } from "../../parts/empty.tsx";

type Props = {
  totals: { all: number; muted: number };
  filters: GroupFilters;
  status: StatusResponse | undefined;
  change: ChangeFilters<keyof GroupFilters>;
};

/** Why the list is empty: nothing is connected, nothing failed, or filters and time hide everything. */
export function NoGroups({ totals, filters, status, change }: Props) {
  if (totals.all === 0 && status?.sources.length === 0) {
    return (
      <Empty title="Nothing is connected yet">
        <p>Groups are made of log entries that speak of failures, and no source of entries is configured.</p>
        <Link className="button button-main" href="/incidents">
          Connect a project, or load the sample
        </Link>
      </Empty>
    );
  }
  if (totals.all === 0) {
    return (
      <Empty title="No error was seen">
        <p>{count(status?.coverage?.read ?? 0)} entries were read, and none of them speaks of a failure.</p>
      </Empty>
    );
  }
  const isFiltered = Object.values(filters).some((value) => value !== "");
  return (
    <Empty title={isFiltered ? "No group matches these filters in this time" : "No error in the last 24 hours"}>
      <p>
        {countOf(totals.all, "group is", "groups are")} kept
        {totals.muted > 0 && `, ${countOf(totals.muted, "of them is", "of them are")} muted`}. They are outside of the
        filters or the time.
      </p>
      {isFiltered && (
        <button type="button" className="button" onClick={() => change(NO_GROUP_FILTERS)}>
          Clear the filters
        </button>
      )}
      <button type="button" className="button" onClick={() => change({ from: "now-7d", to: "now", state: "all" })}>
        Show the last 7 days, muted ones too
      </button>
    </Empty>
  );
}
