import { lazy, Suspense, useMemo } from "react";
import type { IncidentResponse } from "../../../shared/api.ts";
import type { Incident } from "../../../shared/incident.ts";
import { count, countOf, decimal, words } from "../../lib/format.ts";
import { visible } from "../../lib/text.ts";
import { Time } from "../../parts/time.tsx";
import { type ChartData, chartData } from "./bins.ts";
import { ChartTable } from "./chart-table.tsx";
import { Nothing, Section } from "./section.tsx";

const ErrorChart = lazy(() => import("./error-chart.tsx"));

type Props = { incident: Incident; window: IncidentResponse["analysis"]["window"] };

/** Errors per minute by group, with deploys and the first error marked; the same figures as a table below. */
export function Chart({ incident, window }: Props) {
  const { groups, timeline } = incident;
  const data = useMemo(
    () => chartData(groups, timeline, Date.parse(window.from), Date.parse(window.to)),
    [groups, timeline, window.from, window.to],
  );
  const size = data.binMinutes === 1 ? "each minute" : `means of ${count(data.binMinutes)} minutes`;
  return (
    <Section id="errors" title="Errors per minute" aside={<span className="quiet">{size}</span>}>
      {groups.length === 0 ? (
        <Nothing>No entries of this incident are in the window.</Nothing>
      ) : (
        <figure className="chart" aria-label={describe(data)}>
          <div className="chart-plot" aria-hidden="true">
            <Suspense fallback={null}>
              <ErrorChart data={data} />
            </Suspense>
          </div>
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
              <Time at={mark.iso} form="time" /> <strong>{words(mark.kind)}</strong> {visible(mark.statement)}
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
