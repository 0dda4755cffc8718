import { chartDrawing } from "../chart-drawing.ts";
import { type Block, CRITERION_WORDS, type Inline, type ListItem } from "../document.ts";
import { escapeHtml } from "../escape-html.ts";
import { chartXml, drawingXml } from "./chart.ts";
import { inlineXml, paragraph, wordsXml } from "./runs.ts";
import { factsXml, tableXml } from "./table.ts";
import type { DocxWriter } from "./writer.ts";

const STATE_STYLES = { met: "Met", unmet: "Unmet", unverified: "Unverified" } as const;

/** The blocks as the content of `w:body`: title, table of contents, then the rest. */
export function bodyXml(blocks: readonly Block[], writer: DocxWriter): string {
  const [title, subtitle, ...rest] = blocks;
  const places = new Map(rest.filter(isSection).map((block, i) => [block, `section${i + 1}`]));
  return [
    ...[title, subtitle].map((block) => (block === undefined ? "" : blockXml(block, writer, places))),
    contents(places),
    ...rest.map((block, i) => blockXml(block, writer, places, rest[i + 1])),
  ].join("");
}

type Heading = Extract<Block, { kind: "heading" }>;
type Places = ReadonlyMap<Block, string>;

function isSection(block: Block): block is Heading {
  return block.kind === "heading" && block.level === 2;
}

/** A field that Word fills with page numbers; until it did, it holds the headings as links. */
function contents(places: Places): string {
  const entries = [...places].flatMap(([block, place]) =>
    block.kind === "heading" ? [{ text: block.text, place }] : [],
  );
  const begin =
    '<w:r><w:fldChar w:fldCharType="begin" w:dirty="true"/></w:r><w:r><w:instrText xml:space="preserve"> TOC \\o "1-1" \\h \\z \\u </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>';
  const lines = entries.map(({ text, place }, i) =>
    paragraph(
      "TOC1",
      `${i === 0 ? begin : ""}<w:hyperlink w:anchor="${place}" w:history="1">${wordsXml(text)}</w:hyperlink>`,
    ),
  );
  const end = '<w:p><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>';
  return entries.length === 0 ? "" : [paragraph("ContentsHead", wordsXml("Contents")), ...lines, end].join("");
}

function blockXml(block: Block, writer: DocxWriter, places: Places, next?: Block): string {
  switch (block.kind) {
    case "heading":
      return headingXml(block, places);
    case "paragraph":
      // What introduces log lines or a list stays with them.
      return paragraph(undefined, inlineXml(block.text, writer), next?.kind === "code" || next?.kind === "list");
    case "list":
      return listXml(block.items, block.isOrdered === true, writer);
    case "checklist":
      return factsXml(
        block.items.map(({ state, text }) => [
          wordsXml(CRITERION_WORDS[state], STATE_STYLES[state]),
          inlineXml(text, writer),
        ]),
      );
    case "facts":
      return factsXml(block.rows.map(({ name, text }) => [wordsXml(name, "Strong"), inlineXml(text, writer)]));
    case "table":
      return tableXml(block, (cell: Inline[]) => inlineXml(cell, writer));
    case "code":
      return `${block.label === undefined ? "" : paragraph("CodeLabel", wordsXml(block.label))}${paragraph("Code", wordsXml(block.text))}`;
    case "chart":
      return chartParagraphs(block, writer);
  }
}

/** Title, chart, the two ends of its time, and what its numbers mean. */
function chartParagraphs(block: Extract<Block, { kind: "chart" }>, writer: DocxWriter): string {
  const relation = writer.chart(chartXml(block));
  const { from, to, legend } = chartDrawing(block);
  const items = legend.map((words): ListItem => ({ text: [words] }));
  return [
    paragraph("Caption", wordsXml(block.title)),
    paragraph("Figure", drawingXml(block, relation, writer.charts.length)),
    paragraph("ChartAxis", wordsXml(`${from}\t${to}`)),
    listXml(items, false, writer),
  ].join("");
}

function headingXml(block: Heading, places: Places): string {
  const style = block.level === 1 ? "Title" : `Heading${block.level - 1}`;
  const place = places.get(block);
  if (place === undefined) return paragraph(style, wordsXml(block.text));
  const id = place.slice("section".length);
  return paragraph(
    style,
    `<w:bookmarkStart w:id="${id}" w:name="${escapeHtml(place)}"/>${wordsXml(block.text)}<w:bookmarkEnd w:id="${id}"/>`,
  );
}

function listXml(items: readonly ListItem[], isOrdered: boolean, writer: DocxWriter): string {
  const number = writer.list(isOrdered);
  const numbered = `<w:numPr><w:ilvl w:val="0"/><w:numId w:val="${number}"/></w:numPr>`;
  return items
    .map(({ text, children = [] }) => {
      const inner = children.map((child) => paragraph("ListContinue", inlineXml(child.text, writer)));
      return `<w:p><w:pPr><w:pStyle w:val="ListParagraph"/>${children.length > 0 ? "<w:keepNext/>" : ""}${numbered}</w:pPr>${inlineXml(text, writer)}</w:p>${inner.join("")}`;
    })
    .join("");
}
