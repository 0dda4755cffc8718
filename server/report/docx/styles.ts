const BODY = "Calibri";
const MONO = "Consolas";
const INK = "1B1F24";
const SOFT = "57606A";
const LINE = "D8DEE4";

/** How headings, text, tables and code look in Word. Sizes are half points. */
export const STYLES = [
  `<w:docDefaults><w:rPrDefault><w:rPr>${fonts(BODY)}<w:color w:val="${INK}"/><w:sz w:val="21"/><w:szCs w:val="21"/><w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after="120" w:line="264" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>`,
  '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>',
  '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont"><w:name w:val="Default Paragraph Font"/></w:style>',
  '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/><w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>',
  style(
    "Title",
    "Title",
    '<w:spacing w:before="0" w:after="80" w:line="240" w:lineRule="auto"/>',
    '<w:b/><w:sz w:val="38"/><w:szCs w:val="38"/>',
  ),
  heading(1, 29, 480, 140, true),
  heading(2, 24, 280, 100, false),
  heading(3, 22, 240, 80, false),
  style("ContentsHead", "Contents Head", '<w:keepNext/><w:spacing w:before="240" w:after="60"/>', "<w:b/>"),
  style(
    "TOC1",
    "toc 1",
    `<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="9638"/></w:tabs><w:spacing w:after="20"/>`,
    "",
  ),
  style("ListParagraph", "List Paragraph", '<w:spacing w:before="100" w:after="40"/>', ""),
  style("ListContinue", "List Continue", '<w:spacing w:after="100"/><w:ind w:left="425"/>', ""),
  style(
    "Caption",
    "caption",
    '<w:keepNext/><w:spacing w:before="160" w:after="60"/>',
    `<w:color w:val="${SOFT}"/><w:sz w:val="19"/>`,
  ),
  style("Figure", "Figure", '<w:keepNext/><w:spacing w:after="0"/>', ""),
  style(
    "ChartAxis",
    "Chart Axis",
    '<w:tabs><w:tab w:val="right" w:pos="9638"/></w:tabs><w:spacing w:after="120"/>',
    `<w:color w:val="${SOFT}"/><w:sz w:val="16"/><w:szCs w:val="16"/>`,
  ),
  style(
    "TableHead",
    "Table Head",
    '<w:keepNext/><w:spacing w:before="50" w:after="50"/>',
    `<w:b/><w:color w:val="${SOFT}"/><w:sz w:val="18"/><w:szCs w:val="18"/>`,
  ),
  style(
    "TableCell",
    "Table Cell",
    '<w:spacing w:before="50" w:after="50" w:line="247" w:lineRule="auto"/>',
    '<w:sz w:val="18"/><w:szCs w:val="18"/>',
  ),
  style("FactCell", "Fact Cell", '<w:spacing w:before="40" w:after="40"/>', ""),
  style("AfterTable", "After Table", '<w:spacing w:before="0" w:after="60" w:line="120" w:lineRule="exact"/>', ""),
  style(
    "CodeLabel",
    "Code Label",
    '<w:keepNext/><w:spacing w:before="160" w:after="40"/>',
    `<w:color w:val="${SOFT}"/><w:sz w:val="17"/><w:szCs w:val="17"/>`,
  ),
  style(
    "Code",
    "Code",
    `<w:pBdr>${box()}</w:pBdr><w:shd w:val="clear" w:color="auto" w:fill="F6F8FA"/><w:spacing w:after="160" w:line="240" w:lineRule="auto"/>`,
    `${fonts(MONO)}<w:noProof/><w:sz w:val="15"/><w:szCs w:val="15"/>`,
  ),
  style(
    "Footer",
    "footer",
    `<w:pBdr><w:top w:val="single" w:sz="4" w:space="6" w:color="${LINE}"/></w:pBdr><w:tabs><w:tab w:val="right" w:pos="9638"/></w:tabs><w:spacing w:after="0"/>`,
    `<w:color w:val="${SOFT}"/><w:sz w:val="17"/><w:szCs w:val="17"/>`,
  ),
  character("Strong", "<w:b/><w:bCs/>"),
  character("Note", '<w:color w:val="57606A"/><w:sz w:val="18"/><w:szCs w:val="18"/>'),
  character("InlineCode", `${fonts(MONO)}<w:noProof/><w:sz w:val="17"/><w:szCs w:val="17"/>`),
  character("Hyperlink", '<w:color w:val="0A4FB0"/><w:u w:val="single"/>'),
  character("Met", '<w:b/><w:color w:val="1A7F37"/>'),
  character("Unmet", '<w:b/><w:color w:val="B42318"/>'),
  character("Unverified", '<w:b/><w:color w:val="7D4E00"/>'),
  table(
    "Report",
    `<w:tblBorders><w:bottom w:val="single" w:sz="4" w:space="0" w:color="${LINE}"/><w:insideH w:val="single" w:sz="4" w:space="0" w:color="${LINE}"/></w:tblBorders>`,
  ),
  table("Facts", ""),
].join("");

/** Bullets, and numbers from 1; lists refer to these two. */
export const NUMBERING_HEAD = [
  level(0, "bullet", "•"),
  level(1, "decimal", "%1."),
  '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>',
].join("");

function style(id: string, name: string, paragraph: string, run: string): string {
  return `<w:style w:type="paragraph" w:styleId="${id}"><w:name w:val="${name}"/><w:basedOn w:val="Normal"/><w:qFormat/><w:pPr>${paragraph}</w:pPr><w:rPr>${run}</w:rPr></w:style>`;
}

function heading(level: number, size: number, before: number, after: number, hasRule: boolean): string {
  const rule = hasRule ? `<w:pBdr><w:bottom w:val="single" w:sz="8" w:space="3" w:color="${LINE}"/></w:pBdr>` : "";
  return `<w:style w:type="paragraph" w:styleId="Heading${level}"><w:name w:val="heading ${level}"/><w:basedOn w:val="Normal"/><w:next w:val="Normal"/><w:qFormat/><w:pPr><w:keepNext/><w:keepLines/>${rule}<w:spacing w:before="${before}" w:after="${after}"/><w:outlineLvl w:val="${level - 1}"/></w:pPr><w:rPr><w:b/><w:bCs/><w:sz w:val="${size}"/><w:szCs w:val="${size}"/></w:rPr></w:style>`;
}

function character(id: string, run: string): string {
  return `<w:style w:type="character" w:styleId="${id}"><w:name w:val="${id}"/><w:rPr>${run}</w:rPr></w:style>`;
}

function table(id: string, borders: string): string {
  return `<w:style w:type="table" w:styleId="${id}"><w:name w:val="Plumbline ${id}"/><w:basedOn w:val="TableNormal"/><w:tblPr>${borders}<w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="140" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>`;
}

function level(id: number, format: string, text: string): string {
  return `<w:abstractNum w:abstractNumId="${id}"><w:multiLevelType w:val="singleLevel"/><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="${format}"/><w:lvlText w:val="${text}"/><w:lvlJc w:val="left"/><w:pPr><w:ind w:left="425" w:hanging="425"/></w:pPr></w:lvl></w:abstractNum>`;
}

function fonts(name: string): string {
  return `<w:rFonts w:ascii="${name}" w:hAnsi="${name}" w:cs="${name}"/>`;
}

function box(): string {
  return ["top", "left", "bottom", "right"]
    .map((side) => `<w:${side} w:val="single" w:sz="4" w:space="4" w:color="${LINE}"/>`)
    .join("");
}
