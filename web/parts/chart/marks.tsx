import { usePlotArea, useXAxisScale } from "recharts";
import type { ChartData } from "./bins.ts";

/** From this share of the range on, a flag in the middle of its line could be cut off. */
const NEAR_END = 0.95;
const ABOVE_PX = 9;

/** A line for each deploy, the first error and the recovery; the number above stands in the legend too. */
export function Marks({ data: { marks, from, to } }: { data: ChartData }) {
  const [x, plot] = [useXAxisScale(), usePlotArea()];
  if (x === undefined || plot === undefined) return null;
  return marks.map((mark) => (
    <g key={mark.label}>
      <line
        x1={x(mark.at) ?? 0}
        x2={x(mark.at) ?? 0}
        y1={plot.y}
        y2={plot.y + plot.height}
        stroke={mark.kind === "first-error" ? "var(--critical)" : "var(--brass)"}
        strokeDasharray={mark.kind === "first-error" ? undefined : "4 3"}
        strokeWidth={1.5}
      />
      <text
        className="flag"
        x={x(mark.at) ?? 0}
        y={plot.y - ABOVE_PX}
        textAnchor={mark.at - from > (to - from) * NEAR_END ? "end" : "middle"}
      >
        {mark.flag}
      </text>
    </g>
  ));
}
