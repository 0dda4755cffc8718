import type { SourceView } from "../../../shared/api-operations.ts";
import { count, countOf } from "../../lib/format.ts";
import { visible } from "../../lib/text.ts";
import { GapLine } from "../../parts/gap-line.tsx";

type Props = { source: SourceView; coverage: NonNullable<SourceView["coverage"]> };

/** What a source did not bring: gaps in time, those that are not filled first, and entries that could not be read. */
export function Missing({ source: { gaps, gapCounts, pause }, coverage: { rejections, rejected } }: Props) {
  const filled = gaps.filter(({ filledAt }) => filledAt != null);
  // The pause that lasts is told above.
  const isTold = ({ kind, to }: SourceView["gaps"][number]) => pause !== null && kind === "pause" && to === null;
  const open = gaps.filter((gap) => gap.filledAt == null && !isTold(gap));
  return (
    <>
      {open.length > 0 && (
        <ul className="source-gaps" aria-label="Gaps that are not filled">
          {open.map((gap) => (
            <GapLine key={gap.id} gap={gap} isOfSource />
          ))}
        </ul>
      )}
      {filled.length > 0 && (
        <details>
          <summary>
            {countOf(gapCounts.filled, "gap was", "gaps were")} filled
            {filled.length < gapCounts.filled && `; the newest ${count(filled.length)}`}
          </summary>
          <ul className="source-gaps" aria-label="Gaps that were filled">
            {filled.map((gap) => (
              <GapLine key={gap.id} gap={gap} isOfSource />
            ))}
          </ul>
        </details>
      )}
      {rejections.length > 0 && (
        <details>
          <summary>
            Why {countOf(rejected, "entry was", "entries were")} rejected
            {rejections.length < rejected && `; the newest ${count(rejections.length)}`}
          </summary>
          <ul className="source-rejections">
            {rejections.map(({ line, reason }) => (
              <li key={`${line} ${reason}`}>
                {/* What befell many entries at once has no line. */}
                {line > 0 && `line ${count(line)}: `}
                {visible(reason)}
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}
