import { memo, useEffect } from "react";
import type { IncidentResponse } from "../../../shared/api.ts";
import type { TimelineItem } from "../../../shared/incident.ts";
import { useIncidentChart } from "../../data/incident-parts.ts";
import { useStages } from "../../lib/stages.ts";
import { useUrlFilters } from "../../lib/url-filters.ts";
import { Chart } from "../../parts/chart/chart.tsx";
import { readZoom } from "../../parts/chart/zoom.ts";
import type { Book } from "./book.ts";
import { Checks } from "./checks.tsx";
import { Coverage } from "./coverage.tsx";
import { Groups } from "./groups.tsx";
import { History } from "./history.tsx";
import { Hypotheses } from "./hypotheses.tsx";
import { Remediation } from "./remediation.tsx";
import { Timeline } from "./timeline.tsx";
import { Whys } from "./whys.tsx";

const ZOOM_IN_URL = { from: "", to: "" };

type Props = { response: IncidentResponse; book: Book; timeline: readonly TimelineItem[] };

/** The parts of the page below the answer, each as the browser has time for it: from top to bottom. */
export const Sections = memo(function Sections({ response, book, timeline }: Props) {
  const { incident, analysis } = response;
  const parts = [
    <ZoomableChart key="chart" response={response} book={book} timeline={timeline} />,
    <Whys key="whys" book={book} />,
    <Remediation key="remediation" response={response} />,
    <Hypotheses key="hypotheses" book={book} />,
    <Checks key="checks" incident={incident} at={book.viewed.at} />,
    <Groups key="groups" groups={incident.groups} viewed={book.viewed} />,
    <Timeline key="timeline" book={book} timeline={timeline} />,
    <History key="history" response={response} />,
    <Coverage key="coverage" analysis={analysis} />,
  ];
  const stage = useStages(parts.length);
  useNamedPart(stage === parts.length);
  return <div className="incident-sections">{parts.slice(0, stage)}</div>;
});

/** Brings the part that the address names (`#checks`) into sight, once it is there. */
function useNamedPart(isThere: boolean): void {
  useEffect(() => {
    const name = window.location.hash.slice(1);
    if (isThere && name !== "") document.getElementById(name)?.scrollIntoView();
  }, [isThere]);
}

/** Its errors over all of its time, or over the part that the address names. */
function ZoomableChart({ response, book, timeline }: Props) {
  const { chart, analysis } = response;
  const [zoom, setZoom] = useUrlFilters(ZOOM_IN_URL);
  const isZoomed = zoom.from !== "" || zoom.to !== "";
  const { data } = useIncidentChart(book.viewed, isZoomed ? partOf(zoom, analysis.window) : undefined);
  return <Chart chart={isZoomed && data ? data.chart : chart} timeline={timeline} zoom={zoom} setZoom={setZoom} />;
}

function partOf(zoom: typeof ZOOM_IN_URL, window: IncidentResponse["analysis"]["window"]) {
  const { from, to } = readZoom(zoom, window);
  return { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
}
