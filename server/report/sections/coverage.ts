import { fillInWords, gapInWords, gapsInWords } from "../../../shared/gap.ts";
import type { Analysis } from "../../../shared/incident.ts";
import { formatCount, plural } from "../../../shared/words.ts";
import { type Block, text } from "../document.ts";
import { moment } from "../phrases.ts";

const SHOWN_REJECTIONS = 20;

/** What was read, what was not, and as of when: the limits of everything above. */
export function coverageBlocks({ coverage, generatedAt, window }: Analysis): Block[] {
  const { read, accepted, duplicates, rejected, rejections, gaps } = coverage;
  const blocks: Block[] = [
    {
      kind: "paragraph",
      text: text(
        `${plural(read, "entry", "entries")} read, ${moment(window.from)} to ${moment(window.to)}: ${formatCount(accepted)} accepted, ${plural(duplicates, "duplicate")}, ${formatCount(rejected)} rejected. State as of ${moment(generatedAt)}. ${gapsInWords(gaps)}`,
      ),
    },
  ];
  if (gaps.length > 0)
    blocks.push({
      kind: "list",
      items: gaps.map((gap) => ({
        text: text(
          `${moment(gap.from)} to ${gap.to === null ? "now" : moment(gap.to)}: ${gapInWords(gap)}; ${fillInWords(gap)}.`,
        ),
      })),
    });
  if (rejections.length === 0) return blocks;
  const shown = rejections.slice(0, SHOWN_REJECTIONS).map(({ line, reason }) => `Line ${line}: ${reason}`);
  const rest = rejected - shown.length;
  const lines = rest > 0 ? [...shown, `and ${formatCount(rest)} more`] : shown;
  return [
    ...blocks,
    { kind: "paragraph", text: text("Rejected:") },
    { kind: "list", items: lines.map((line) => ({ text: text(line) })) },
  ];
}
