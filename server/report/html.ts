import type { Block, Inline, ListItem } from "./document.ts";
import { STYLE } from "./html-style.ts";
import type { Format } from "./index.ts";
import { reportBlocks } from "./sections.ts";
import { svgChart } from "./svg-chart.ts";
import { visible } from "./visible.ts";

const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/** One self-contained file that prints well, runs nothing and loads nothing. */
export const html: Format = {
  id: "html",
  title: "HTML",
  mediaType: "text/html; charset=utf-8",
  extension: "html",
  render(analysis) {
    const blocks = reportBlocks(analysis);
    const title = blocks[0]?.kind === "heading" ? blocks[0].text : "Incident report";
    return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="Plumbline">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
${blocks.map(block).join("\n")}
</main>
</body>
</html>
`;
  },
};

function block(part: Block): string {
  switch (part.kind) {
    case "heading":
      return `<h${part.level}>${escapeHtml(part.text)}</h${part.level}>`;
    case "paragraph":
      return `<p>${inlines(part.text)}</p>`;
    case "list":
      return list(part.items, part.isOrdered === true);
    case "checklist":
      return `<ul class="checklist">${part.items.map((item) => `<li><span class="mark">${item.isDone ? "✓ met" : "○ open"}</span> ${inlines(item.text)}</li>`).join("")}</ul>`;
    case "table":
      return table(part.columns, part.rows);
    case "code":
      return `<pre tabindex="0">${escapeHtml(part.text)}</pre>`;
    case "chart":
      return svgChart(part.title, part.bars, part.marks);
  }
}

function list(items: readonly ListItem[], isOrdered: boolean): string {
  const tag = isOrdered ? "ol" : "ul";
  const inner = items.map(
    (item) => `<li>${inlines(item.text)}${item.children === undefined ? "" : list(item.children, false)}</li>`,
  );
  return `<${tag}>${inner.join("")}</${tag}>`;
}

function table(columns: readonly string[], rows: readonly Inline[][][]): string {
  const hasHead = columns.some((column) => column !== "");
  const head = hasHead
    ? `<thead><tr>${columns.map((column) => `<th scope="col">${escapeHtml(column)}</th>`).join("")}</tr></thead>`
    : "";
  const cell = (runs: Inline[], i: number) =>
    !hasHead && i === 0 ? `<th scope="row">${inlines(runs)}</th>` : `<td>${inlines(runs)}</td>`;
  return `<div class="table" tabindex="0" role="group" aria-label="${escapeHtml(hasHead ? columns.join(", ") : "Summary")}"><table>${head}<tbody>${rows.map((row) => `<tr>${row.map(cell).join("")}</tr>`).join("")}</tbody></table></div>`;
}

function inlines(runs: readonly Inline[]): string {
  return runs
    .map((run) => {
      if (typeof run === "string") return escapeHtml(run);
      if ("strong" in run) return `<strong>${escapeHtml(run.strong)}</strong>`;
      if ("code" in run) return `<code>${escapeHtml(run.code)}</code>`;
      return `<a href="${escapeHtml(run.href)}" rel="noreferrer noopener">${escapeHtml(run.link)}</a>`;
    })
    .join("");
}

/** The text as HTML text or attribute value. */
export function escapeHtml(text: string): string {
  return visible(text)
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")
    .replace(/"/g, "&quot;")
    .replace(/'/g, "&#39;");
}
