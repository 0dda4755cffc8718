import { decimal } from "../../lib/format.ts";
import { visible } from "../../lib/text.ts";
import { Time } from "../time.tsx";
import { Unfold } from "../unfold.tsx";
import type { Bin, ChartData } from "./bins.ts";

const MAX_ROWS = 24;

/** The chart's figures as a table of at most 24 rows, for readers who don't see the chart. */
export function ChartTable({ data }: { data: ChartData }) {
  return (
    <Unfold className="chart-table" summary="The same as a table">
      <Figures data={data} />
    </Unfold>
  );
}

function Figures({ data }: { data: ChartData }) {
  const rows = condense(data.bins);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
    <section className="table-scroll" tabIndex={0} aria-label="Errors per minute as a table">
      <table>
        <thead>
          <tr>
            <th scope="col">From</th>
            {data.series.map(({ id, title }) => (
              <th key={id} scope="col">
                {visible(title.slice(0, 80))}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ at, perMinute }) => (
            <tr key={at}>
              <th scope="row">
                <Time at={new Date(at).toISOString()} />
              </th>
              {data.series.map(({ id }) => (
                <td key={id}>{decimal(perMinute[id] ?? 0)} a minute</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function condense(bins: Bin[]): Bin[] {
  const size = Math.ceil(bins.length / MAX_ROWS);
  return Array.from({ length: Math.ceil(bins.length / Math.max(1, size)) }, (_, row) => {
    const some = bins.slice(row * size, (row + 1) * size);
    const ids = Object.keys(some[0]?.perMinute ?? {});
    const minutes = some.reduce((sum, bin) => sum + bin.minutes, 0);
    const mean = (id: string) => some.reduce((sum, bin) => sum + (bin.perMinute[id] ?? 0) * bin.minutes, 0) / minutes;
    return { at: some[0]?.at ?? 0, minutes, perMinute: Object.fromEntries(ids.map((id) => [id, mean(id)])) };
  });
}
