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

/** What changed in words: from a version to the one that is shown, or to the incident of now. */
export function ReportChanges({ id, reports, shown, from: asked, ask }: Props) {
  const field = useId();
  const versions = reports?.versions ?? [];
  const others = versions.filter(({ number }) => number !== shown);
  const before = others.find(({ number }) => shown === undefined || number < shown) ?? others[0];
  const from = others.find(({ number }) => String(number) === asked) ?? before;
  const to = shown ?? "now";
  const { data, error, refetch } = useReportChanges(id, from?.number, from === undefined ? undefined : to);
  if (from === undefined) return null;
  const name = to === "now" ? "the incident of now" : `version ${to}`;
  return (
    <Section id="changes" title="What changed">
      <p className="report-compare">
        <label htmlFor={field}>From</label>
        <select id={field} value={from.number} onChange={(event) => ask({ from: event.target.value })}>
          {others.map(({ number }) => (
            <option key={number} value={number}>
              version {number}
            </option>
          ))}
        </select>
        to {name}
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
