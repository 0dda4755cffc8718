import type { Bar, Mark } from "./document.ts";
import { visible } from "./visible.ts";

const WIDTH = 960;
const HEIGHT = 180;
const TOP = 22;
const BOTTOM = 26;
const LEFT = 40;

/** A bar chart as SVG, without script or style of its own beyond classes; described in words for those who can't see it. */
export function svgChart(title: string, bars: readonly Bar[], marks: readonly Mark[]): string {
  const most = Math.max(1, ...bars.map((bar) => bar.count));
  const [first, last] = [bars[0], bars.at(-1)];
  if (first === undefined || last === undefined) return "";
  const from = Date.parse(first.at);
  const to = Date.parse(last.at) + last.minutes * 60_000;
  const x = (at: number) => LEFT + ((at - from) / (to - from)) * (WIDTH - LEFT);
  const plot = HEIGHT - TOP - BOTTOM;
  const columns = bars
    .filter((bar) => bar.count > 0)
    .map((bar) => {
      const left = x(Date.parse(bar.at));
      const width = Math.max(1, (WIDTH - LEFT) / bars.length - 1);
      const height = Math.max(1.5, (bar.count / most) * plot);
      return `<rect class="bar" x="${left.toFixed(1)}" y="${(HEIGHT - BOTTOM - height).toFixed(1)}" width="${width.toFixed(1)}" height="${height.toFixed(1)}"/>`;
    });
  const lines = marks.map((mark, i) => {
    const at = Math.min(WIDTH - 1, Math.max(LEFT, x(Date.parse(mark.at)))).toFixed(1);
    return `<line class="mark" x1="${at}" x2="${at}" y1="${TOP}" y2="${HEIGHT - BOTTOM}"/><text class="label" x="${at}" y="${TOP - 6}" text-anchor="middle">${i + 1}</text>`;
  });
  const total = bars.reduce((sum, bar) => sum + bar.count, 0);
  const legend = marks
    .map((mark) => `<li>${text(mark.at.slice(0, 19).replace("T", " "))} UTC: ${text(mark.label)}</li>`)
    .join("");
  return `<figure><figcaption>${text(title)}</figcaption>
<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${text(`${title}: ${total} in all, at most ${most} in one bar, ${first.at} to ${last.at}`)}">
<line class="axis" x1="${LEFT}" x2="${WIDTH}" y1="${HEIGHT - BOTTOM}" y2="${HEIGHT - BOTTOM}"/>
<text class="label" x="${LEFT - 6}" y="${TOP + 8}" text-anchor="end">${most}</text><text class="label" x="${LEFT - 6}" y="${HEIGHT - BOTTOM}" text-anchor="end">0</text>
${columns.join("")}${lines.join("")}
<text class="label" x="${LEFT}" y="${HEIGHT - 8}">${text(first.at.slice(0, 16).replace("T", " "))} UTC</text><text class="label" x="${WIDTH}" y="${HEIGHT - 8}" text-anchor="end">${text(new Date(to).toISOString().slice(0, 16).replace("T", " "))} UTC</text>
</svg>${legend === "" ? "" : `<ol class="marks">${legend}</ol>`}</figure>`;
}

function text(value: string): string {
  return visible(value).replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");
}
