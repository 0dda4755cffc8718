import { useId } from "react";
import type { ReportVersionsResponse } from "../../../shared/api-reports.ts";
import { useReportChanges } from "../../data/reports.ts";
import { visible } from "../../lib/text.ts";
import { Failure } from "../../parts/failure.tsx";
import { Nothing, Section } from "../../parts/section.tsx";
import type { Ask } from "./report-choice.ts";

type Props = {
  id: string;
  reports: ReportVersionsResponse | undefined;
  shown: number | undefined;
  /** The version that the address asks to compare with; empty for the one before. */
  from: string;
  ask: Ask;
};

/** What changed in words between what is shown, a version or the incident of now, and another version: from the earlier to the later. */
export function ReportChanges({ id, reports, shown, from: asked, ask }: Props) {
  const field = useId();
  const versions = reports?.versions ?? [];
  const others = versions.filter(({ number }) => number !== shown);
  const before = others.find(({ number }) => shown === undefined || number < shown) ?? others[0];
  const other = (others.find(({ number }) => String(number) === asked) ?? before)?.number;
  const [from, to] = inOrder(other, shown);
  const { data, error, refetch } = useReportChanges(id, from, to);
  if (other === undefined) return null;
  return (
    <Section id="changes" title="What changed">
      <p className="report-compare">
        <label htmlFor={field}>Compared with</label>
        <select id={field} value={other} onChange={(event) => ask({ from: event.target.value })}>
          {others.map(({ number }) => (
            <option key={number} value={number}>
              version {number}
            </option>
          ))}
        </select>
      </p>
      <p className="quiet">
        From version {from} to {to === "now" ? "the incident of now" : `version ${to}`}:
      </p>
      {error && <Failure doing="The two could not be compared" error={error} retry={() => void refetch()} />}
      {data?.changes.length === 0 && <Nothing>Nothing: the two say the same.</Nothing>}
      <ul className="report-changes">
        {data?.changes.map((change) => (
          <li key={change}>{visible(change)}</li>
        ))}
      </ul>
    </Section>
  );
}

/** The earlier one first; now is the latest. */
function inOrder(
  other: number | undefined,
  shown: number | undefined,
): [number | undefined, number | "now" | undefined] {
  if (other === undefined) return [undefined, undefined];
  if (shown === undefined) return [other, "now"];
  return other < shown ? [other, shown] : [shown, other];
}
