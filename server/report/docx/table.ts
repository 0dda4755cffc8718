import { type Block, type Inline, plainText } from "../document.ts";
import { escapeHtml } from "../escape-html.ts";
import { paragraph, wordsXml } from "./runs.ts";

/** Between the margins of the page, in twentieths of a point. */
const LINE = 9638;
const FACT_NAME = 2200;
/** A row with more text than this may break across pages. */
const WHOLE_ROW = 1500;

/** A table whose head is repeated on every page. */
export function tableXml(
  { columns, rows, widths }: Extract<Block, { kind: "table" }>,
  cellXml: (cell: Inline[]) => string,
): string {
  const shares = widths ?? columns.map(() => 1);
  const sum = shares.reduce((total, share) => total + share, 0);
  const sizes = shares.map((share) => Math.round((LINE * share) / sum));
  const head = `<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>${columns.map((name, i) => cell(sizes[i], paragraph("TableHead", wordsXml(name)))).join("")}</w:tr>`;
  const lines = rows.map((row) => {
    const isShort = row.reduce((length, runs) => length + plainText(runs).length, 0) <= WHOLE_ROW;
    const cells = row.map((runs, i) => cell(sizes[i], paragraph("TableCell", cellXml(runs))));
    return `<w:tr>${isShort ? "<w:trPr><w:cantSplit/></w:trPr>" : ""}${cells.join("")}</w:tr>`;
  });
  return `${frame("Report", sizes, columns.join(", "), true)}${head}${lines.join("")}</w:tbl>${paragraph("AfterTable", "")}`;
}

/** Names and what is said of each, as two columns without lines. */
export function factsXml(rows: readonly (readonly [name: string, said: string])[]): string {
  const sizes = [FACT_NAME, LINE - FACT_NAME];
  const lines = rows.map(
    ([name, said]) =>
      `<w:tr><w:trPr><w:cantSplit/></w:trPr>${cell(sizes[0], paragraph("FactCell", name))}${cell(sizes[1], paragraph("FactCell", said))}</w:tr>`,
  );
  return `${frame("Facts", sizes, "Names and what is said of each", false)}${lines.join("")}</w:tbl>${paragraph("AfterTable", "")}`;
}

function frame(style: string, sizes: readonly number[], caption: string, hasHead: boolean): string {
  const look = `<w:tblLook w:firstRow="${hasHead ? 1 : 0}" w:lastRow="0" w:firstColumn="${hasHead ? 0 : 1}" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>`;
  return `<w:tbl><w:tblPr><w:tblStyle w:val="${style}"/><w:tblW w:w="${LINE}" w:type="dxa"/><w:tblLayout w:type="fixed"/>${look}<w:tblCaption w:val="${escapeHtml(caption)}"/></w:tblPr><w:tblGrid>${sizes.map((size) => `<w:gridCol w:w="${size}"/>`).join("")}</w:tblGrid>`;
}

function cell(size: number | undefined, content: string): string {
  return `<w:tc><w:tcPr><w:tcW w:w="${size ?? 0}" w:type="dxa"/></w:tcPr>${content}</w:tc>`;
}
