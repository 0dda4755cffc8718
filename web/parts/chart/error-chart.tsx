import { memo } from "react";
import { CartesianGrid, LineChart, ResponsiveContainer, XAxis, YAxis } from "recharts";
import { DAY, HOUR, MINUTE } from "../../../shared/time.ts";
import { moment, useZone, type Zone } from "../../lib/clock.ts";
import { type ChartData, PLOT_LEFT_PX, PLOT_RIGHT_PX } from "./bins.ts";
import { Marks } from "./marks.tsx";
import { Stacks } from "./stacks.tsx";
import { ticksUpTo } from "./ticks.ts";

const HEIGHT_PX = 210;
const MAX_TICKS = 10;
const TICK_STEPS = [MINUTE, 5 * MINUTE, 10 * MINUTE, 30 * MINUTE, HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 7 * DAY];
const MARGIN = { top: 26, right: PLOT_RIGHT_PX, bottom: 0, left: 0 };
const TICK = { fill: "var(--text-quiet)", fontSize: 12 };

/**
 * The stacked chart itself; a chunk of its own, because recharts is large. The areas are one path each, which takes a tenth of
 * the time that as many areas of recharts take.
 */
export default memo(function ErrorChart({ data }: { data: ChartData }) {
  const [zone] = useZone();
  const ticks = ticksUpTo(mostOf(data));
  return (
    <ResponsiveContainer width="100%" height={HEIGHT_PX}>
      <LineChart data={NO_POINTS} margin={MARGIN} accessibilityLayer={false}>
        <CartesianGrid vertical={false} stroke="var(--line)" />
        <XAxis
          dataKey="at"
          type="number"
          domain={[data.from, data.to]}
          allowDataOverflow
          ticks={timesOf(data, zone)}
          interval="equidistantPreserveStart"
          tickFormatter={(at: number) => tick(at, zone, data)}
          tick={TICK}
          stroke="var(--line)"
          tickLine={false}
        />
        <YAxis
          width={PLOT_LEFT_PX}
          type="number"
          domain={[0, ticks.at(-1) ?? 1]}
          ticks={ticks}
          allowDataOverflow
          tick={TICK}
          axisLine={false}
          tickLine={false}
        />
        <Stacks data={data} />
        <Marks data={data} />
      </LineChart>
    </ResponsiveContainer>
  );
});

const NO_POINTS: never[] = [];

function mostOf({ bins }: ChartData): number {
  return Math.max(0, ...bins.map(({ perMinute }) => Object.values(perMinute).reduce((sum, value) => sum + value, 0)));
}

/** Round times: whole steps of an hour, a day or what fits the range. */
function timesOf({ from, to }: ChartData, zone: Zone): number[] {
  const step = TICK_STEPS.find((ms) => (to - from) / ms <= MAX_TICKS) ?? 30 * DAY;
  const shift = zone === "utc" ? 0 : new Date(from).getTimezoneOffset() * MINUTE;
  const first = Math.ceil((from - shift) / step) * step + shift;
  return Array.from({ length: MAX_TICKS }, (_, index) => first + index * step).filter((at) => at <= to);
}

function tick(at: number, zone: Zone, { from, to }: ChartData): string {
  const text = moment(at, zone);
  return to - from > 2 * DAY ? text.slice(5, 10) : text.slice(11, 16);
}
