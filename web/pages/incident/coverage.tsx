import type { IncidentResponse } from "../../../shared/api.ts";
import { count, countOf } from "../../lib/format.ts";
import { visible } from "../../lib/text.ts";
import { GapLine } from "../../parts/gap-line.tsx";
import { Section } from "../../parts/section.tsx";
import { Time } from "../../parts/time.tsx";

const MAX_REJECTIONS = 20;

/** What this page rests on: the window, what was read, what was left out and what may be missing. */
export function Coverage({ analysis }: { analysis: IncidentResponse["analysis"] }) {
  const { window, coverage, generatedAt } = analysis;
  const { read, accepted, duplicates, rejected, gaps, rejections } = coverage;
  return (
    <Section id="coverage" title="Coverage">
      <p>
        From <Time at={window.from} /> to <Time at={window.to} />: {countOf(read, "entry was", "entries were")} read,{" "}
        {count(accepted)} accepted, {count(duplicates)} duplicates, {count(rejected)} rejected. Derived at{" "}
        <Time at={generatedAt} />.
      </p>
      {gaps.length === 0 && <p className="quiet">No gap is known in this window.</p>}
      <ul className="gaps">
        {gaps.map((gap) => (
          <GapLine key={gap.id ?? `${gap.from} ${gap.to} ${gap.reason}`} gap={gap} />
        ))}
      </ul>
      {rejections.length > 0 && (
        <details>
          <summary>Why entries were rejected</summary>
          <ul className="rejections">
            {rejections.slice(0, MAX_REJECTIONS).map(({ line, reason }) => (
              <li key={`${line} ${reason}`}>
                line {count(line)}: {visible(reason)}
              </li>
            ))}
          </ul>
          {rejections.length > MAX_REJECTIONS && (
            <p className="quiet">{count(rejections.length - MAX_REJECTIONS)} more are in the JSON report.</p>
          )}
        </details>
      )}
    </Section>
  );
}
