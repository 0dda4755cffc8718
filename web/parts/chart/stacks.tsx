import { memo } from "react";
import { type ScaleFunction, useXAxisScale, useYAxisScale } from "recharts";
import type { ChartData } from "./bins.ts";

/** The series, one upon the other: a step for each bin, a path for each series. */
export const Stacks = memo(function Stacks({ data }: { data: ChartData }) {
  const [x, y] = [useXAxisScale(), useYAxisScale()];
  if (x === undefined || y === undefined) return null;
  const edges = [...data.bins.map(({ at }) => Math.max(at, data.from)), data.to].map((at) => round(x(at)));
  let below = data.bins.map(() => 0);
  return data.series.map(({ id, color }) => {
    const bottom = below;
    const top = data.bins.map(({ perMinute }, bin) => (bottom[bin] ?? 0) + (perMinute[id] ?? 0));
    below = top;
    return (
      <g key={id} className="recharts-area">
        <path d={areaBetween(edges, heights(bottom, y), heights(top, y))} fill={color} fillOpacity={0.55} />
        <path d={`M${stepsOf(edges, heights(top, y))}`} stroke={color} fill="none" />
      </g>
    );
  });
});

function heights(values: number[], y: ScaleFunction): number[] {
  return values.map((value) => round(y(value)));
}

function areaBetween(edges: number[], bottom: number[], top: number[]): string {
  const back = stepsOf(edges.toReversed(), bottom.toReversed());
  return `M${stepsOf(edges, top)}L${back}z`;
}

/** `x,y` of the first corner, then along the steps. */
function stepsOf(edges: number[], steps: number[]): string {
  let path = `${edges[0] ?? 0},${steps[0] ?? 0}`;
  for (const [index, step] of steps.entries()) path += `V${step}H${edges[index + 1] ?? 0}`;
  return path;
}

/** A tenth of a pixel is enough. */
function round(pixels: number | undefined): number {
  return Math.round((pixels ?? 0) * 10) / 10;
}
