import { type PointerEvent, type ReactNode, useRef, useState } from "react";
import { moment, useZone } from "../../lib/clock.ts";
import { decimal } from "../../lib/format.ts";
import { visible } from "../../lib/text.ts";
import { type Bin, type ChartData, PLOT_LEFT_PX, PLOT_RIGHT_PX, type Series } from "./bins.ts";

const DISTANCE_PX = 12;

type Pointed = { bin: Bin; x: number; isLeft: boolean };

/** Says what a pointer points at: the figures of that stretch of time. The table has the same for everybody. */
export function Hover({ data, children }: { data: ChartData; children: ReactNode }) {
  const box = useRef<HTMLDivElement>(null);
  const [pointed, setPointed] = useState<Pointed>();
  const point = (event: PointerEvent) => {
    const next = box.current === null ? undefined : pointedAt(data, event.clientX, box.current.getBoundingClientRect());
    // A pointer that stays within its bin changes nothing.
    if (next?.bin !== pointed?.bin) setPointed(next);
  };
  return (
    <div ref={box} onPointerMove={point} onPointerDown={point} onPointerLeave={() => setPointed(undefined)}>
      {children}
      {pointed && (
        <>
          <div className="chart-cursor" style={{ left: pointed.x }} />
          <div
            className="chart-card"
            style={
              pointed.isLeft
                ? { left: pointed.x + DISTANCE_PX }
                : { right: `calc(100% - ${pointed.x - DISTANCE_PX}px)` }
            }
          >
            <Card bin={pointed.bin} series={data.series} />
          </div>
        </>
      )}
    </div>
  );
}

function pointedAt({ bins, from, to }: ChartData, clientX: number, { left, width }: DOMRect): Pointed | undefined {
  const plot = Math.max(1, width - PLOT_LEFT_PX - PLOT_RIGHT_PX);
  const at = from + ((clientX - left - PLOT_LEFT_PX) / plot) * (to - from);
  const bin = at < from || at > to ? undefined : bins.findLast((one) => one.at <= at);
  if (bin === undefined) return undefined;
  const x = PLOT_LEFT_PX + ((Math.max(bin.at, from) - from) / (to - from)) * plot;
  return { bin, x, isLeft: x < width / 2 };
}

function Card({ bin, series }: { bin: Bin; series: Series[] }) {
  const [zone] = useZone();
  const present = series.filter(({ id }) => (bin.perMinute[id] ?? 0) > 0);
  return (
    <>
      <p className="quiet">{moment(bin.at, zone)}</p>
      {present.length === 0 && <p>No errors</p>}
      {present.map(({ id, title, color }) => (
        <p key={id}>
          <span className="swatch" style={{ background: color }} />
          <span className="number">{decimal(bin.perMinute[id] ?? 0)} a minute</span> {visible(title.slice(0, 70))}
        </p>
      ))}
    </>
  );
}
