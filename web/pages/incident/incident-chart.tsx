import type { IncidentResponse } from "../../../shared/api.ts";
import type { TimelineItem } from "../../../shared/incident.ts";
import type { RangeText } from "../../../shared/time-range.ts";
import { useIncidentChart } from "../../data/incident-parts.ts";
import { useUrlFilters } from "../../lib/url-filters.ts";
import { Chart } from "../../parts/chart/chart.tsx";
import { NO_ZOOM, readZoom } from "../../parts/chart/zoom.ts";
import type { Book } from "./book.ts";

type Props = { response: IncidentResponse; book: Book; timeline: readonly TimelineItem[] };

/** Its errors in its own time, or in the time that the address names. */
export function IncidentChart({ response, book, timeline }: Props) {
  const { chart, analysis } = response;
  const { window } = analysis;
  const [zoom, setZoom] = useUrlFilters(NO_ZOOM);
  const isZoomed = zoom.from !== "" || zoom.to !== "";
  const { data } = useIncidentChart(book.viewed, isZoomed ? partOf(zoom, window) : undefined);
  const shown = isZoomed && data ? data.chart : chart;
  const own = isZoomed ? [{ name: "Show the incident", zoom: NO_ZOOM }] : [];
  const all = isWhole(shown, window) ? [] : [{ name: "Show all", zoom: isWhole(chart, window) ? NO_ZOOM : window }];
  return (
    <Chart
      chart={shown}
      timeline={timeline}
      zoom={zoom}
      setZoom={setZoom}
      whenEmpty={{ from: chart.from, to: chart.to }}
      ways={isWhole(chart, window) ? all : [...own, ...all]}
    />
  );
}

/** The time that an address names, both ends in RFC 3339, read against the window of the analysis. */
export function partOf(zoom: RangeText, window: RangeText): RangeText {
  const { from, to } = readZoom(zoom, window);
  return { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
}

function isWhole(shown: RangeText, window: RangeText): boolean {
  return Date.parse(shown.from) <= Date.parse(window.from) && Date.parse(shown.to) >= Date.parse(window.to);
}
