import { createHash } from "node:crypto";
import { type Block, CRITERION_WORDS, type Fact, type Inline, type ListItem, safeHref } from "./document.ts";
import { escapeHtml } from "./escape-html.ts";
import type { Format } from "./format.ts";
import { STYLE } from "./html-style.ts";
import { reportBlocks } from "./sections.ts";
import { svgChart } from "./svg-chart.ts";

/** One self-contained file that prints well, runs nothing and loads nothing. */
export const html: Format = {
  id: "html",
  title: "HTML",
  mediaType: "text/html; charset=utf-8",
  extension: "html",
  render(analysis, reading) {
    const blocks = reportBlocks(analysis, reading);
    const title = blocks[0]?.kind === "heading" ? blocks[0].text : "Incident report";
    const main = blocks
      .map((part, i) => (i === 1 ? `${block(part, i)}\n${contents(blocks)}` : block(part, i)))
      .join("\n");
    const style = `${STYLE}${widthsIn(main)}`;
    return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policyFor(style)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="Plumbline">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>
<body>
<main>
${main}
</main>
</body>
</html>
`;
  },
};

/** This style and no other: what a stranger wrote can't bring one along. https://www.w3.org/TR/CSP3/#framework-directive-source-list */
function policyFor(style: string): string {
  const hash = createHash("sha256").update(style).digest("base64");
  return `default-src 'none'; style-src 'sha256-${hash}'; img-src data:; base-uri 'none'; form-action 'none'`;
}

/** The widths of columns that a document uses, in per cent. */
function widthsIn(main: string): string {
  const used = new Set(Array.from(main.matchAll(/<col class="w(\d+)">/g), ([, width]) => Number(width)));
  return [...used]
    .sort((a, b) => a - b)
    .map((width) => `.w${width}{width:${width}%}`)
    .join("");
}

/** The sections, to jump to; nothing where there are few. */
function contents(blocks: readonly Block[]): string {
  const items = blocks.flatMap((part, i) =>
    part.kind === "heading" && part.level === 2 ? [`<li><a href="#s${i}">${escapeHtml(part.text)}</a></li>`] : [],
  );
  return items.length < 3 ? "" : `<nav aria-label="Contents"><ol>${items.join("")}</ol></nav>`;
}

function block(part: Block, place: number): string {
  switch (part.kind) {
    case "heading":
      return `<h${part.level} id="s${place}">${escapeHtml(part.text)}</h${part.level}>`;
    case "paragraph":
      return `<p>${inlines(part.text)}</p>`;
    case "list":
      return list(part.items, part.isOrdered === true);
    case "checklist":
      return `<ul class="checklist">${part.items.map(({ state, text }) => `<li><span class="state ${state}">${CRITERION_WORDS[state]}</span><span>${inlines(text)}</span></li>`).join("")}</ul>`;
    case "facts":
      return facts(part.rows);
    case "table":
      return table(part.columns, part.rows, part.widths);
    case "code":
      return code(part.text, part.label);
    case "chart":
      return svgChart(part);
  }
}

function list(items: readonly ListItem[], isOrdered: boolean): string {
  const tag = isOrdered ? "ol" : "ul";
  const inner = items.map(
    (item) => `<li>${inlines(item.text)}${item.children === undefined ? "" : list(item.children, false)}</li>`,
  );
  return `<${tag}>${inner.join("")}</${tag}>`;
}

/** Names and what is said of each, as a table whose rows are headed. */
function facts(rows: readonly Fact[]): string {
  const lines = rows.map(
    ({ name, text }) => `<tr><th scope="row">${escapeHtml(name)}</th><td>${inlines(text)}</td></tr>`,
  );
  return `<table class="facts"><tbody>${lines.join("")}</tbody></table>`;
}

/** On narrow screens a cell stands below the other, each with the name of its column. */
function table(columns: readonly string[], rows: readonly Inline[][][], widths: readonly number[] | undefined): string {
  const sum = (widths ?? []).reduce((total, width) => total + width, 0);
  const sizes = (widths ?? []).map((width) => `<col class="w${Math.round((100 * width) / sum)}">`).join("");
  const head = columns.map((column) => `<th scope="col">${escapeHtml(column)}</th>`).join("");
  const cells = (row: Inline[][]) =>
    row.map((runs, i) => `<td data-name="${escapeHtml(columns[i] ?? "")}"><div>${inlines(runs)}</div></td>`).join("");
  return `<table><colgroup>${sizes}</colgroup><thead><tr>${head}</tr></thead><tbody>${rows.map((row) => `<tr>${cells(row)}</tr>`).join("")}</tbody></table>`;
}

function code(text: string, label: string | undefined): string {
  const pre = `<pre tabindex="0">${escapeHtml(text)}</pre>`;
  return label === undefined
    ? pre
    : `<figure class="code"><figcaption>${escapeHtml(label)}</figcaption>${pre}</figure>`;
}

function inlines(runs: readonly Inline[]): string {
  return runs
    .map((run) => {
      if (typeof run === "string") return escapeHtml(run);
      if ("strong" in run) return `<strong>${escapeHtml(run.strong)}</strong>`;
      if ("note" in run) return `<em class="note">${escapeHtml(run.note)}</em>`;
      if ("code" in run) return `<code>${escapeHtml(run.code)}</code>`;
      const href = safeHref(run.href);
      if (href === undefined) return escapeHtml(run.link);
      return `<a href="${escapeHtml(href)}" rel="noreferrer noopener">${escapeHtml(run.link)}</a>`;
    })
    .join("");
}
