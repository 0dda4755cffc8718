import type { Analysis } from "../../../shared/incident.ts";
import { plainText } from "../document.ts";
import { escapeHtml } from "../escape-html.ts";
import { footerOf } from "../phrases.ts";
import type { Reading } from "../reading.ts";
import { reportBlocks } from "../sections.ts";
import { bodyXml } from "./body.ts";
import { NUMBERING_HEAD, STYLES } from "./styles.ts";
import { createWriter, type DocxWriter } from "./writer.ts";

/** The parts of a package: path within the archive and XML text, in the order in which they belong there. */
export type PackageParts = [path: string, xml: string][];

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE = "http://schemas.openxmlformats.org/package/2006";
const WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml";
const MAIN = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';
const NAMESPACES = `${MAIN} xmlns:r="${OFFICE}" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"`;
/** A4 with margins of 2 cm, in twentieths of a point. */
const PAGE =
  '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134" w:header="567" w:footer="567" w:gutter="0"/>';

/**
 * The report as the parts of a WordprocessingML package (ECMA-376): to be zipped, in this order. Equal analyses give equal
 * parts; nothing in them depends on clock or chance.
 */
export function docxParts(analysis: Analysis, reading: Reading = {}): PackageParts {
  const blocks = reportBlocks(analysis, reading);
  const writer = createWriter();
  const body = bodyXml(blocks, writer);
  const [first] = blocks;
  const title = first?.kind === "heading" ? first.text : plainText(["Incident report"]);
  const parts: PackageParts = [
    ["[Content_Types].xml", contentTypes(writer)],
    ["_rels/.rels", relationships(ROOT)],
    ["docProps/core.xml", coreProperties(title, analysis.generatedAt)],
    [
      "word/document.xml",
      `<w:document ${NAMESPACES}><w:body>${body}<w:sectPr><w:footerReference w:type="default" r:id="footer"/>${PAGE}</w:sectPr></w:body></w:document>`,
    ],
    ["word/_rels/document.xml.rels", relationships([...DOCUMENT, ...writer.relations])],
    ["word/styles.xml", `<w:styles ${MAIN}>${STYLES}</w:styles>`],
    ["word/numbering.xml", `<w:numbering ${MAIN}>${NUMBERING_HEAD}${writer.lists.join("")}</w:numbering>`],
    [
      "word/settings.xml",
      `<w:settings ${MAIN}><w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat><w:themeFontLang w:val="en-US"/></w:settings>`,
    ],
    ["word/footer1.xml", footer(footerOf(analysis, reading))],
    ...writer.charts.map((xml, i): [string, string] => [`word/charts/chart${i + 1}.xml`, xml]),
  ];
  return parts.map(([path, xml]) => [path, HEAD + xml]);
}

function contentTypes({ charts }: DocxWriter): string {
  const override = (path: string, type: string) => `<Override PartName="${path}" ContentType="${type}"/>`;
  return [
    `<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>`,
    override("/word/document.xml", `${WORD}.document.main+xml`),
    override("/word/styles.xml", `${WORD}.styles+xml`),
    override("/word/numbering.xml", `${WORD}.numbering+xml`),
    override("/word/settings.xml", `${WORD}.settings+xml`),
    override("/word/footer1.xml", `${WORD}.footer+xml`),
    override("/docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml"),
    ...charts.map((_, i) =>
      override(`/word/charts/chart${i + 1}.xml`, "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"),
    ),
    "</Types>",
  ].join("");
}

const ROOT = [
  { id: "document", type: `${OFFICE}/officeDocument`, target: "word/document.xml" },
  { id: "core", type: `${PACKAGE}/relationships/metadata/core-properties`, target: "docProps/core.xml" },
];
const DOCUMENT = [
  { id: "styles", type: `${OFFICE}/styles`, target: "styles.xml" },
  { id: "numbering", type: `${OFFICE}/numbering`, target: "numbering.xml" },
  { id: "settings", type: `${OFFICE}/settings`, target: "settings.xml" },
  { id: "footer", type: `${OFFICE}/footer`, target: "footer1.xml" },
];

function relationships(
  relations: readonly { id: string; type: string; target: string; isOutside?: boolean }[],
): string {
  const one = ({ id, type, target, isOutside }: (typeof relations)[number]) =>
    `<Relationship Id="${id}" Type="${type}" Target="${escapeHtml(target)}"${isOutside === true ? ' TargetMode="External"' : ""}/>`;
  return `<Relationships xmlns="${PACKAGE}/relationships">${relations.map(one).join("")}</Relationships>`;
}

function coreProperties(title: string, generatedAt: string): string {
  const at = `${new Date(generatedAt).toISOString().slice(0, 19)}Z`;
  const time = (name: string) => `<dcterms:${name} xsi:type="dcterms:W3CDTF">${at}</dcterms:${name}>`;
  return `<cp:coreProperties xmlns:cp="${PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>${escapeHtml(title)}</dc:title><dc:creator>Plumbline</dc:creator><dc:language>en</dc:language>${time("created")}${time("modified")}</cp:coreProperties>`;
}

function footer(said: string): string {
  const field = (name: string) =>
    `<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> ${name} </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>`;
  const words = (text: string) => `<w:r><w:t xml:space="preserve">${escapeHtml(text)}</w:t></w:r>`;
  return `<w:ftr ${MAIN}><w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr>${words(said)}<w:r><w:tab/></w:r>${words("Page ")}${field("PAGE")}${words(" of ")}${field("NUMPAGES")}</w:p></w:ftr>`;
}
