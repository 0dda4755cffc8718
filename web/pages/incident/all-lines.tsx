import { RotateCw } from "lucide-react";
import { useCallback, useMemo, useRef, useState } from "react";
import type { ShownGroup } from "../../../shared/api-incident.ts";
import { SEVERITIES } from "../../../shared/severity.ts";
import type { RangeText } from "../../../shared/time-range.ts";
import type { Viewed } from "../../data/incident-parts.ts";
import { type LineFilters, useAllLines } from "../../data/lines.ts";
import { count, countOf, words } from "../../lib/format.ts";
import { useWasNear } from "../../lib/near.ts";
import { visible } from "../../lib/text.ts";
import { useUrlFilters } from "../../lib/url-filters.ts";
import { Failure } from "../../parts/failure.tsx";
import { Choice, FilterRow, Options, SearchField } from "../../parts/filter-fields.tsx";
import { Nothing, Section } from "../../parts/section.tsx";
import { Skeleton } from "../../parts/skeleton.tsx";
import { partOf } from "./incident-chart.tsx";
import { LineList } from "./line-list.tsx";
import "./all-lines.css";

const NO_FILTERS: LineFilters = { q: "", group: "", severity: "", from: "", to: "" };
/** Filters that stand above the lines; the time is that of the chart. */
const NO_OWN_FILTERS = { q: "", group: "", severity: "" };
/** A group's title in a list to choose from. */
const TITLE_CHARACTERS = 80;

type Props = { viewed: Viewed; groups: ShownGroup[]; revision: number; window: RangeText };

/** The log lines that are kept of all groups in one list, in order of time; asked for when the reader comes near. */
export function AllLines({ viewed, groups, revision, window }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const isWanted = useWasNear(box);
  const [filters, change] = useUrlFilters(NO_FILTERS);
  const isTimed = filters.from !== "" || filters.to !== "";
  // Lines are read again when the reader asks for it: nothing moves under their eyes.
  const [read, setRead] = useState(revision);
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage, isPlaceholderData } = useAllLines(
    viewed,
    read,
    isTimed ? { ...filters, ...partOf(filters, window) } : filters,
    isWanted,
  );
  const lines = useMemo(() => data?.pages.flatMap((page) => page.lines) ?? [], [data]);
  const titles = useMemo(() => new Map(groups.map(({ id, title }) => [id, visible(title)])), [groups]);
  const [first] = data?.pages ?? [];
  const askForMore = useCallback(() => void fetchNextPage(), [fetchNextPage]);
  const isFiltered = [filters.q, filters.group, filters.severity].some((value) => value !== "");
  return (
    <Section
      id="lines"
      title="Log lines"
      aside={
        <span className="quiet" role="status">
          {first && countLine(first.matching, first.total)}
        </span>
      }
    >
      <div ref={box}>
        <p className="section-note">
          Of each group the first lines, the last and some between are kept, in order of time. Logs Explorer has all of
          them.
          {isTimed && " Only those of the time that the chart shows are listed."}
        </p>
        <FilterRow isFiltered={isFiltered} clear={() => change(NO_OWN_FILTERS)}>
          <SearchField
            label="Search log lines"
            hint="Text, revision, instance, trace"
            value={filters.q}
            change={(q) => change({ q }, true)}
          />
          <Choice label="Group" value={filters.group} change={(group) => change({ group })}>
            <option value="">Any group</option>
            <Options values={[...titles.keys()]} name={(id) => (titles.get(id) ?? id).slice(0, TITLE_CHARACTERS)} />
          </Choice>
          <Choice label="Severity" value={filters.severity} change={(severity) => change({ severity })}>
            <option value="">Any severity</option>
            <Options values={SEVERITIES.slice(1)} name={(one) => `${words(one.toLowerCase())} or worse`} />
          </Choice>
          {read !== revision && viewed.at === "" && (
            <button type="button" className="button button-small" onClick={() => setRead(revision)}>
              <RotateCw size={14} aria-hidden="true" /> Read again: the incident changed
            </button>
          )}
        </FilterRow>
        {error && <Failure doing="The log lines could not be read" error={error} retry={() => void refetch()} />}
        {data === undefined && error === null && <Skeleton />}
        {first && lines.length === 0 && <Nothing>{whyNone(first.total)}</Nothing>}
        {first && lines.length > 0 && (
          <LineList
            key={JSON.stringify(filters)}
            lines={lines}
            matching={first.matching}
            titles={titles}
            isOld={isPlaceholderData}
            reachedEnd={hasNextPage && !isFetchingNextPage ? askForMore : undefined}
          />
        )}
      </div>
    </Section>
  );
}

function countLine(matching: number, total: number): string {
  return matching === total ? countOf(total, "line") : `${count(matching)} of ${countOf(total, "line")}`;
}

function whyNone(total: number): string {
  if (total > 0) return "No line fits these filters. Clear them, or search for another word.";
  return "No line is kept of these groups: they may have expired. Logs Explorer may have them still.";
}
