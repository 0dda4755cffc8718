import { ZoomIn } from "lucide-react";
import { lazy, Suspense, useMemo } from "react";
import type { ErrorChart as Charted } from "../../../shared/error-chart.ts";
import type { TimelineItem } from "../../../shared/incident.ts";
import type { RangeText } from "../../../shared/time-range.ts";
import { count, countOf, decimal, words } from "../../lib/format.ts";
import { useIdle } from "../../lib/idle.ts";
import { visible } from "../../lib/text.ts";
import { RangePicker } from "../range-picker.tsx";
import { Nothing, Section } from "../section.tsx";
import { Time } from "../time.tsx";
import { type ChartData, chartData } from "./bins.ts";
import { Brush } from "./brush.tsx";
import { ChartTable } from "./chart-table.tsx";
import { Hover } from "./hover.tsx";
import "./chart.css";

const ErrorChart = lazy(() => import("./error-chart.tsx"));

type Props = {
  chart: Charted;
  timeline: readonly TimelineItem[];
  /** The part that is asked for, as the address holds it; empty for all. */
  zoom: RangeText;
  setZoom: (zoom: RangeText) => void;
  /** What the chart shows while the address names no time: words, or the time itself. */
  whenEmpty: string | RangeText;
  /** Other times worth a look, each with its name; empty ends lead back to what is shown first. */
  ways?: readonly { name: string; zoom: RangeText }[];
};

/** Errors per minute by group, with deploys and the first error marked; drag to see a part; the figures as a table below. */
export function Chart({ chart, timeline, zoom, setZoom, whenEmpty, ways = [] }: Props) {
  const isIdle = useIdle();
  const data = useMemo(() => chartData(chart, timeline), [chart, timeline]);
  const size = data.binMinutes === 1 ? "each minute" : `averaged over ${count(data.binMinutes)} minutes`;
  const aside = (
    <div className="chart-tools">
      <span className="quiet">{size}</span>
      {ways.map(({ name, zoom: other }) => (
        <button key={name} type="button" className="button button-small" onClick={() => setZoom(other)}>
          {name}
        </button>
      ))}
      <RangePicker from={zoom.from} to={zoom.to} whenEmpty={whenEmpty} change={setZoom} />
    </div>
  );
  return (
    <Section id="errors" title="Errors per minute" aside={aside}>
      {data.series.length === 0 ? (
        <Nothing>No entries of this incident are in the window.</Nothing>
      ) : (
        <figure className="chart" aria-label={describe(data)}>
          <Brush from={data.from} to={data.to} zoom={setZoom}>
            <Hover data={data}>
              <Suspense fallback={null}>{isIdle && <ErrorChart data={data} />}</Suspense>
            </Hover>
          </Brush>
          <p className="chart-hint">
            <ZoomIn size={13} aria-hidden="true" /> Drag over the chart to see a part of it, or choose a time above.
          </p>
          <Legend data={data} />
        </figure>
      )}
      <ChartTable data={data} />
    </Section>
  );
}

function Legend({ data }: { data: ChartData }) {
  return (
    <figcaption className="legend">
      <ul>
        {data.series.map(({ id, title, color }) => (
          <li key={id}>
            <span className="swatch" style={{ background: color }} aria-hidden="true" />
            <span className="legend-text" title={visible(title)}>
              {visible(title)}
            </span>
          </li>
        ))}
      </ul>
      <ul>
        {data.marks.map((mark) => (
          <li key={mark.label} data-kind={mark.kind}>
            <span className="mark-number">{mark.label}</span>
            <span className="legend-text" title={visible(mark.statement)}>
              <Time at={mark.iso} form="second" /> <strong>{words(mark.kind)}</strong> {visible(mark.statement)}
            </span>
          </li>
        ))}
      </ul>
    </figcaption>
  );
}

function describe({ series, bins, marks }: ChartData): string {
  const totals = bins.map(({ perMinute }) => Object.values(perMinute).reduce((sum, value) => sum + value, 0));
  const most = decimal(Math.max(0, ...totals));
  return `Errors per minute of ${countOf(series.length, "group")}, at most ${most} a minute, with ${countOf(marks.length, "mark")}. The table below holds the figures.`;
}
