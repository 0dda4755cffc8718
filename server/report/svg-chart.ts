import { chartDrawing, MOST_APART } from "./chart-drawing.ts";
import type { Block } from "./document.ts";
import { escapeHtml } from "./escape-html.ts";

const WIDTH = 960;
const HEIGHT = 210;
const TOP = 34;
const BASE = 176;
const LEFT = 64;
const RIGHT = 952;

type Place = (share: number) => string;
type Height = (count: number) => number;

/** A bar chart as SVG, without script or style of its own beyond classes; described in words for those who can't see it. */
export function svgChart(block: Extract<Block, { kind: "chart" }>): string {
  const { title, alt, counts, most, top, marks, labels, legend, from, to } = chartDrawing(block);
  const x = (share: number) => (LEFT + share * (RIGHT - LEFT)).toFixed(1);
  const heightOf = (count: number) => (count === 0 ? 0 : Math.max(1.5, (count / most) * (BASE - TOP)));
  const bars = counts.length > MOST_APART ? [outline(counts, x, heightOf)] : apart(counts, x, heightOf);
  const lines = marks.map(
    (mark) => `<line class="mark" x1="${x(mark.x)}" x2="${x(mark.x)}" y1="${TOP - 8}" y2="${BASE}"/>`,
  );
  const names = labels.map((label) => words(x(label.x), TOP - 12, label.text));
  const items = legend.map((text) => `<li>${escapeHtml(text)}</li>`).join("");
  return `<figure><figcaption>${escapeHtml(title)}</figcaption>
<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escapeHtml(alt)}">
<line class="grid" x1="${LEFT}" x2="${RIGHT}" y1="${TOP}" y2="${TOP}"/><line class="axis" x1="${LEFT}" x2="${RIGHT}" y1="${BASE}" y2="${BASE}"/>
${words(LEFT - 8, TOP + 5, top, "end")}${words(LEFT - 8, BASE, "0", "end")}
${bars.join("")}${lines.join("")}${names.join("")}
${words(LEFT, HEIGHT - 8, from)}${words(RIGHT, HEIGHT - 8, to, "end")}
</svg>${items === "" ? "" : `<ol class="marks">${items}</ol>`}</figure>`;
}

function apart(counts: readonly number[], x: Place, heightOf: Height): string[] {
  const width = ((RIGHT - LEFT) / counts.length - 1).toFixed(1);
  return counts.map((count, i) => {
    if (count === 0) return "";
    const height = heightOf(count);
    return `<rect class="bar" x="${x(i / counts.length)}" y="${(BASE - height).toFixed(1)}" width="${width}" height="${height.toFixed(1)}"/>`;
  });
}

function outline(counts: readonly number[], x: Place, heightOf: Height): string {
  const steps = counts.map((count, i) => `V${(BASE - heightOf(count)).toFixed(1)}H${x((i + 1) / counts.length)}`);
  return `<path class="bar" d="M${LEFT} ${BASE}${steps.join("")}V${BASE}Z"/>`;
}

function words(x: number | string, y: number, text: string, anchor: "start" | "end" = "start"): string {
  return `<text class="label" x="${x}" y="${y}" text-anchor="${anchor}">${escapeHtml(text)}</text>`;
}
