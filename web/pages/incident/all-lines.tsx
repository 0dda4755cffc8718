import { RotateCw } from "lucide-react";
import { useCallback, useDeferredValue, useMemo, useRef, useState } from "react";
import type { ShownGroup } from "../../../shared/api-incident.ts";
import type { RangeText } from "../../../shared/time-range.ts";
import type { Viewed } from "../../data/incident-parts.ts";
import { type LineFilters, useAllLines } from "../../data/lines.ts";
import { count, countOf } from "../../lib/format.ts";
import { useWasNear } from "../../lib/near.ts";
import { visible } from "../../lib/text.ts";
import { useUrlFilters } from "../../lib/url-filters.ts";
import { Failure } from "../../parts/failure.tsx";
import { Nothing, Section } from "../../parts/section.tsx";
import { partOf } from "./incident-chart.tsx";
import { LineFilterRow } from "./line-filter-row.tsx";
import { LineList, LinesToCome } from "./line-list.tsx";
import "./all-lines.css";

const NO_FILTERS: LineFilters = { q: "", group: "", severity: "", from: "", to: "" };

/** So few lines are in sight at once or nearly so: the browser finds them. */
const ALWAYS_FOUND = 20;

type Props = { viewed: Viewed; groups: ShownGroup[]; revision: number; window: RangeText };

/** The log lines that are kept of all groups in one list, in order of time; asked for when the reader comes near. */
export function AllLines({ viewed, groups, revision, window }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const [filters, change] = useUrlFilters(NO_FILTERS);
  const titles = useMemo(() => new Map(groups.map(({ id, title }) => [id, visible(title)])), [groups]);
  // Lines are read again when the reader asks for it: nothing moves under their eyes.
  const [read, setRead] = useState(revision);
  const asked = useAsked(filters, window);
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage, isPlaceholderData } = useAllLines(
    viewed,
    read,
    asked,
    useWasNear(box),
  );
  const lines = useMemo(() => data?.pages.flatMap((page) => page.lines) ?? [], [data]);
  const askForMore = useCallback(() => void fetchNextPage(), [fetchNextPage]);
  const [first] = data?.pages ?? [];
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
          {asked.from !== "" && " Only those of the time that the chart shows are listed."}
          {first &&
            first.total > ALWAYS_FOUND &&
            " Search here: the browser's own search finds only the lines in sight."}
        </p>
        <LineFilterRow filters={filters} titles={titles} change={change}>
          {read !== revision && viewed.at === "" && (
            <button type="button" className="button button-small" onClick={() => setRead(revision)}>
              <RotateCw size={14} aria-hidden="true" /> Read again: the incident changed
            </button>
          )}
        </LineFilterRow>
        {error && <Failure doing="The log lines could not be read" error={error} retry={() => void refetch()} />}
        {first === undefined && error === null && <LinesToCome many={keptOf(groups, filters.group)} />}
        {first && lines.length === 0 && <Nothing>{whyNone(first.total)}</Nothing>}
        {first && lines.length > 0 && (
          <LineList
            key={JSON.stringify(asked)}
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

/** What to ask for: the filters with absolute times, a moment after what the reader did is seen. */
function useAsked({ q, group, severity, from, to }: LineFilters, window: RangeText): LineFilters {
  const time = from === "" && to === "" ? { from, to } : partOf({ from, to }, window);
  const asked = useMemo(
    () => ({ q, group, severity, from: time.from, to: time.to }),
    [q, group, severity, time.from, time.to],
  );
  return useDeferredValue(asked);
}

function keptOf(groups: readonly ShownGroup[], group: string): number {
  return groups.filter(({ id }) => group === "" || id === group).reduce((sum, { lines }) => sum + lines, 0);
}

function countLine(matching: number, total: number): string {
  return matching === total ? countOf(total, "line") : `${count(matching)} of ${countOf(total, "line")}`;
}

function whyNone(total: number): string {
  if (total > 0) return "No line fits these filters. Clear them, or search for another word.";
  return "No line is kept of these groups: they may have expired. Logs Explorer may have them still.";
}
