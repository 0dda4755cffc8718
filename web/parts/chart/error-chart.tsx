import { Area, AreaChart, CartesianGrid, ReferenceLine, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { DAY, HOUR, MINUTE } from "../../../shared/time.ts";
import { moment, useZone, type Zone } from "../../lib/clock.ts";
import { decimal } from "../../lib/format.ts";
import { visible } from "../../lib/text.ts";
import { type Bin, type ChartData, PLOT_LEFT_PX, PLOT_RIGHT_PX, type Series } from "./bins.ts";

const HEIGHT_PX = 210;
/** From this share of the range on, a flag in the middle of its line could be cut off. */
const NEAR_END = 0.95;
const MAX_TICKS = 10;
const TICK_STEPS = [MINUTE, 5 * MINUTE, 10 * MINUTE, 30 * MINUTE, HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 7 * DAY];

/** The stacked chart itself; a chunk of its own, because recharts is large. */
export default function ErrorChart({ data }: { data: ChartData }) {
  const [zone] = useZone();
  return (
    <ResponsiveContainer width="100%" height={HEIGHT_PX}>
      <AreaChart
        data={pointsOf(data)}
        margin={{ top: 26, right: PLOT_RIGHT_PX, bottom: 0, left: 0 }}
        accessibilityLayer={false}
      >
        <CartesianGrid vertical={false} stroke="var(--line)" />
        <XAxis
          dataKey="at"
          type="number"
          domain={[data.from, data.to]}
          allowDataOverflow
          ticks={ticksOf(data, zone)}
          tickFormatter={(at: number) => tick(at, zone, data)}
          tick={{ fill: "var(--text-quiet)", fontSize: 12 }}
          stroke="var(--line)"
          tickLine={false}
        />
        <YAxis
          width={PLOT_LEFT_PX}
          allowDecimals={false}
          tick={{ fill: "var(--text-quiet)", fontSize: 12 }}
          axisLine={false}
          tickLine={false}
        />
        <Tooltip
          isAnimationActive={false}
          cursor={{ stroke: "var(--line-strong)" }}
          content={({ active, label }) => {
            const bin = active ? data.bins.find(({ at }) => at === label) : undefined;
            return bin ? <Card bin={bin} series={data.series} zone={zone} /> : null;
          }}
        />
        {data.series.map(({ id, color }) => (
          <Area
            key={id}
            type="stepAfter"
            dataKey={(bin: Bin) => bin.perMinute[id] ?? 0}
            stackId="errors"
            stroke={color}
            strokeWidth={1}
            fill={color}
            fillOpacity={0.55}
            isAnimationActive={false}
          />
        ))}
        {data.marks.map((mark) => (
          <ReferenceLine
            key={mark.label}
            x={mark.at}
            stroke={mark.kind === "first-error" ? "var(--critical)" : "var(--brass)"}
            strokeDasharray={mark.kind === "first-error" ? undefined : "4 3"}
            strokeWidth={1.5}
            label={<Flag text={mark.flag} isNearEnd={mark.at - data.from > (data.to - data.from) * NEAR_END} />}
          />
        ))}
      </AreaChart>
    </ResponsiveContainer>
  );
}

type FlagProps = { text: string; isNearEnd: boolean; viewBox?: { x?: number; y?: number } };

/** The number above a mark's line; at the right edge it stands to the left of the line. */
function Flag({ text, isNearEnd, viewBox }: FlagProps) {
  return (
    <text className="flag" x={viewBox?.x ?? 0} y={(viewBox?.y ?? 0) - 9} textAnchor={isNearEnd ? "end" : "middle"}>
      {text}
    </text>
  );
}

function Card({ bin, series, zone }: { bin: Bin; series: Series[]; zone: Zone }) {
  const present = series.filter(({ id }) => (bin.perMinute[id] ?? 0) > 0);
  return (
    <div className="chart-card">
      <p className="quiet">{moment(bin.at, zone)}</p>
      {present.length === 0 && <p>No errors</p>}
      {present.map(({ id, title, color }) => (
        <p key={id}>
          <span className="swatch" style={{ background: color }} />
          <span className="number">{decimal(bin.perMinute[id] ?? 0)} a minute</span> {visible(title.slice(0, 70))}
        </p>
      ))}
    </div>
  );
}

/** Round times: whole steps of an hour, a day or what fits the range. */
function ticksOf({ from, to }: ChartData, zone: Zone): number[] {
  const step = TICK_STEPS.find((ms) => (to - from) / ms <= MAX_TICKS) ?? 30 * DAY;
  const shift = zone === "utc" ? 0 : new Date(from).getTimezoneOffset() * MINUTE;
  const first = Math.ceil((from - shift) / step) * step + shift;
  return Array.from({ length: MAX_TICKS }, (_, index) => first + index * step).filter((at) => at <= to);
}

function tick(at: number, zone: Zone, { from, to }: ChartData): string {
  const text = moment(at, zone);
  return to - from > 2 * DAY ? text.slice(5, 10) : text.slice(11, 16);
}

/** The bins, and a last point so that the last step has its width. */
function pointsOf({ bins, to }: ChartData): Bin[] {
  const last = bins.at(-1);
  return last ? [...bins, { ...last, at: to }] : bins;
}
