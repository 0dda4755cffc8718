import { chartDrawing, MOST_APART } from "../chart-drawing.ts";
import type { Block } from "../document.ts";
import { escapeHtml } from "../escape-html.ts";
import { clock } from "../phrases.ts";

type Chart = Extract<Block, { kind: "chart" }>;

/** Size on paper in English Metric Units: 17 cm × 5 cm. */
const WIDTH = 6_120_000;
const HEIGHT = 1_800_000;

/** A bar chart that Word draws by itself (DrawingML), with its numbers in it; the ends of its time stand in a line below. */
export function chartXml({ bars }: Chart): string {
  const points = (values: readonly string[]) =>
    `<c:ptCount val="${values.length}"/>${values.map((value, i) => `<c:pt idx="${i}"><c:v>${escapeHtml(value)}</c:v></c:pt>`).join("")}`;
  const times = points(bars.map((bar) => clock(bar.at).slice(0, 16)));
  const counts = points(bars.map((bar) => String(bar.count)));
  const line = '<c:spPr><a:ln w="6350"><a:solidFill><a:srgbClr val="D8DEE4"/></a:solidFill></a:ln></c:spPr>';
  const text =
    '<c:txPr><a:bodyPr rot="0"/><a:p><a:pPr><a:defRPr sz="800"><a:solidFill><a:srgbClr val="57606A"/></a:solidFill></a:defRPr></a:pPr><a:endParaRPr lang="en-US"/></a:p></c:txPr>';
  return [
    '<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><c:roundedCorners val="0"/><c:chart><c:autoTitleDeleted val="1"/><c:plotArea><c:layout/>',
    '<c:barChart><c:barDir val="col"/><c:grouping val="clustered"/><c:varyColors val="0"/><c:ser><c:idx val="0"/><c:order val="0"/><c:tx><c:v>Log entries</c:v></c:tx><c:spPr><a:solidFill><a:srgbClr val="B42318"/></a:solidFill></c:spPr><c:invertIfNegative val="0"/>',
    `<c:cat><c:strLit>${times}</c:strLit></c:cat><c:val><c:numLit><c:formatCode>General</c:formatCode>${counts}</c:numLit></c:val></c:ser><c:gapWidth val="${bars.length > MOST_APART ? 0 : 15}"/><c:axId val="1"/><c:axId val="2"/></c:barChart>`,
    `<c:catAx><c:axId val="1"/><c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="0"/><c:axPos val="b"/><c:numFmt formatCode="General" sourceLinked="0"/><c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="none"/>${line}<c:crossAx val="2"/><c:crosses val="autoZero"/><c:auto val="0"/><c:lblAlgn val="ctr"/><c:lblOffset val="100"/><c:noMultiLvlLbl val="1"/></c:catAx>`,
    `<c:valAx><c:axId val="2"/><c:scaling><c:orientation val="minMax"/><c:min val="0"/></c:scaling><c:delete val="0"/><c:axPos val="l"/><c:majorGridlines>${line}</c:majorGridlines><c:numFmt formatCode="#,##0" sourceLinked="0"/><c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/><c:spPr><a:ln><a:noFill/></a:ln></c:spPr>${text}<c:crossAx val="1"/><c:crosses val="autoZero"/><c:crossBetween val="between"/></c:valAx>`,
    '</c:plotArea><c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart><c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr></c:chartSpace>',
  ].join("");
}

/** The run that shows the chart of that relation, described in words. */
export function drawingXml(block: Chart, relation: string, number: number): string {
  const { alt } = chartDrawing(block);
  return `<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="${WIDTH}" cy="${HEIGHT}"/><wp:effectExtent l="0" t="0" r="0" b="0"/><wp:docPr id="${number}" name="Chart ${number}" descr="${escapeHtml(alt)}"/><wp:cNvGraphicFramePr/><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart"><c:chart r:id="${relation}"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>`;
}
