import type { IncidentGroup } from "../../../shared/incident.ts";

const BARS = 48;
const BAR_WIDTH = 2.5;
const HEIGHT = 24;

type Props = { perMinute: IncidentGroup["perMinute"]; window: { from: string; to: string } };

/** The shape of a group's errors over the window, to compare groups at a glance; the chart has the figures. */
export function Sparkline({ perMinute, window }: Props) {
  const bars = barsOf(perMinute, Date.parse(window.from), Date.parse(window.to));
  const most = Math.max(1, ...bars);
  const width = BARS * BAR_WIDTH;
  return (
    <svg className="sparkline" viewBox={`0 0 ${width} ${HEIGHT}`} width={width} height={HEIGHT} aria-hidden="true">
      {bars.map((errors, index) => {
        const height = errors === 0 ? 1 : 2 + (errors / most) * (HEIGHT - 2);
        return (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: a bar is its place.
            key={index}
            data-empty={errors === 0}
            x={index * BAR_WIDTH}
            y={HEIGHT - height}
            width={BAR_WIDTH - 0.5}
            height={height}
          />
        );
      })}
    </svg>
  );
}

function barsOf(perMinute: Props["perMinute"], from: number, to: number): number[] {
  const bars = Array.from({ length: BARS }, () => 0);
  for (const [at, errors] of perMinute) {
    const bar = Math.floor(((Date.parse(at) - from) / Math.max(1, to - from)) * BARS);
    const place = Math.min(BARS - 1, Math.max(0, bar));
    bars[place] = (bars[place] ?? 0) + errors;
  }
  return bars;
}
