import { memo } from "react";
import "./sparkline.css";

const BAR_WIDTH = 2.5;
const GAP = 0.5;
const HEIGHT = 24;

/** The shape of counts over equal parts of a time, to compare rows at a glance; figures stand elsewhere. */
export const Sparkline = memo(function Sparkline({ bars }: { bars: number[] }) {
  const most = Math.max(1, ...bars);
  const width = bars.length * BAR_WIDTH;
  // Two paths, not an element a bar: lists show thousands of bars.
  let empty = "";
  let full = "";
  for (const [index, errors] of bars.entries()) {
    if (errors === 0) empty += barAt(index, 1);
    else full += barAt(index, 2 + (errors / most) * (HEIGHT - 2));
  }
  return (
    <svg className="sparkline" viewBox={`0 0 ${width} ${HEIGHT}`} width={width} height={HEIGHT} aria-hidden="true">
      <path className="sparkline-empty" d={empty} />
      <path d={full} />
    </svg>
  );
});

function barAt(index: number, height: number): string {
  return `M${index * BAR_WIDTH} ${HEIGHT}v${-Math.round(height * 10) / 10}h${BAR_WIDTH - GAP}V${HEIGHT}z`;
}
