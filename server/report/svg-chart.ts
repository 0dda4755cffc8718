import type { Bar, Mark } from "./document.ts";
import { escapeHtml } from "./escape-html.ts";
import { moment } from "./phrases.ts";

const WIDTH = 960;
const HEIGHT = 210;
const TOP = 34;
const BOTTOM = 34;
const LEFT = 64;
const RIGHT = 8;
/** Marks nearer to each other than this share one number's place, in SVG units. */
const MARK_GAP = 32;

/** A bar chart as SVG, without script or style of its own beyond classes; described in words for those who can't see it. */
export function svgChart(title: string, bars: readonly Bar[], marks: readonly Mark[]): string {
  const [first, last] = [bars[0], bars.at(-1)];
  if (first === undefined || last === undefined) return "";
  const most = Math.max(1, ...bars.map((bar) => bar.count));
  const from = Date.parse(first.at);
  const to = Date.parse(last.at) + last.minutes * 60_000;
  const x = (at: number) => LEFT + ((at - from) / (to - from)) * (WIDTH - LEFT - RIGHT);
  const base = HEIGHT - BOTTOM;
  const width = Math.max(1, (WIDTH - LEFT - RIGHT) / bars.length - 1);
  const columns = bars
    .filter((bar) => bar.count > 0)
    .map((bar) => {
      const height = Math.max(1.5, (bar.count / most) * (base - TOP));
      return `<rect class="bar" x="${x(Date.parse(bar.at)).toFixed(1)}" y="${(base - height).toFixed(1)}" width="${width.toFixed(1)}" height="${height.toFixed(1)}"/>`;
    });
  const legend = marks.map((mark) => `<li>${escapeHtml(`${moment(mark.at)}: ${mark.label}`)}</li>`).join("");
  const label = `${title}: ${bars.reduce((sum, bar) => sum + bar.count, 0)} in all, at most ${most} in one bar, ${moment(first.at)} to ${moment(new Date(to).toISOString())}`;
  return `<figure><figcaption>${escapeHtml(title)}</figcaption>
<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escapeHtml(label)}">
<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${TOP}" y2="${TOP}"/><line class="axis" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${base}" y2="${base}"/>
<text class="label" x="${LEFT - 8}" y="${TOP + 5}" text-anchor="end">${most}</text><text class="label" x="${LEFT - 8}" y="${base}" text-anchor="end">0</text>
${columns.join("")}${markLines(marks, (at) => Math.min(WIDTH - RIGHT, Math.max(LEFT, x(at))))}
<text class="label" x="${LEFT}" y="${HEIGHT - 8}">${axisTime(from)}</text><text class="label" x="${WIDTH - RIGHT}" y="${HEIGHT - 8}" text-anchor="end">${axisTime(to)}</text>
</svg>${legend === "" ? "" : `<ol class="marks">${legend}</ol>`}</figure>`;
}

/** A dashed line per mark; the numbers of marks that lie close together stand beside each other: `2, 3`. */
function markLines(marks: readonly Mark[], x: (at: number) => number): string {
  const clusters: { at: number; numbers: number[] }[] = [];
  const lines = marks.map((mark, i) => {
    const at = x(Date.parse(mark.at));
    const near = clusters.find((cluster) => Math.abs(cluster.at - at) < MARK_GAP);
    if (near === undefined) clusters.push({ at, numbers: [i + 1] });
    else near.numbers.push(i + 1);
    return `<line class="mark" x1="${at.toFixed(1)}" x2="${at.toFixed(1)}" y1="${TOP - 8}" y2="${HEIGHT - BOTTOM}"/>`;
  });
  const numbers = clusters.map(
    ({ at, numbers }) => `<text class="label" x="${at.toFixed(1)}" y="${TOP - 12}">${numbers.join(", ")}</text>`,
  );
  return [...lines, ...numbers].join("");
}

function axisTime(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
