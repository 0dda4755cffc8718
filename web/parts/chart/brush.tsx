import { type PointerEvent, type ReactNode, useRef, useState } from "react";
import { MINUTE } from "../../../shared/time.ts";
import type { RangeText } from "../../../shared/time-range.ts";
import { PLOT_LEFT_PX, PLOT_RIGHT_PX } from "./bins.ts";

/** A shorter pull is a click. */
const MIN_PULL_PX = 8;

type Props = {
  /** What the drawing spans, milliseconds since 1970. */
  from: number;
  to: number;
  zoom: (range: RangeText) => void;
  children: ReactNode;
};

/** Lets a pointer choose a part of the drawing's time. The range beside the title does the same by keyboard. */
export function Brush({ from, to, zoom, children }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const [pull, setPull] = useState<{ start: number; end: number }>();
  const within = (event: PointerEvent) => {
    const { left, width } = box.current?.getBoundingClientRect() ?? { left: 0, width: 0 };
    return Math.min(width - PLOT_RIGHT_PX, Math.max(PLOT_LEFT_PX, event.clientX - left));
  };
  const timeAt = (x: number) => {
    const width = box.current?.clientWidth ?? 0;
    const share = (x - PLOT_LEFT_PX) / Math.max(1, width - PLOT_LEFT_PX - PLOT_RIGHT_PX);
    return Math.round((from + share * (to - from)) / MINUTE) * MINUTE;
  };
  const finish = () => {
    if (pull !== undefined && Math.abs(pull.end - pull.start) >= MIN_PULL_PX) {
      const [start, end] = [timeAt(Math.min(pull.start, pull.end)), timeAt(Math.max(pull.start, pull.end))];
      if (start < end) zoom({ from: new Date(start).toISOString(), to: new Date(end).toISOString() });
    }
    setPull(undefined);
  };
  return (
    <div
      ref={box}
      className="chart-plot"
      aria-hidden="true"
      onPointerDown={(event) => {
        if (event.button !== 0 || event.pointerType === "touch") return;
        event.currentTarget.setPointerCapture(event.pointerId);
        setPull({ start: within(event), end: within(event) });
      }}
      onPointerMove={(event) => pull && setPull({ ...pull, end: within(event) })}
      onPointerUp={finish}
      onPointerCancel={() => setPull(undefined)}
    >
      {children}
      {pull && (
        <div
          className="chart-pull"
          style={{ left: Math.min(pull.start, pull.end), width: Math.abs(pull.end - pull.start) }}
        />
      )}
    </div>
  );
}
