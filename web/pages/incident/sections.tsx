import { memo, useEffect } from "react";
import type { IncidentResponse } from "../../../shared/api.ts";
import type { TimelineItem } from "../../../shared/incident.ts";
import { useStages } from "../../lib/stages.ts";
import { AllLines } from "./all-lines.tsx";
import type { Book } from "./book.ts";
import { Checks } from "./checks.tsx";
import { Coverage } from "./coverage.tsx";
import { Groups } from "./groups.tsx";
import { History } from "./history.tsx";
import { Hypotheses } from "./hypotheses.tsx";
import { IncidentChart } from "./incident-chart.tsx";
import { Remediation } from "./remediation.tsx";
import { Timeline } from "./timeline.tsx";
import { Whys } from "./whys.tsx";

type Props = { response: IncidentResponse; book: Book; timeline: readonly TimelineItem[] };

/** The parts of the page below the answer, each as the browser has time for it: from top to bottom. */
export const Sections = memo(function Sections({ response, book, timeline }: Props) {
  const { incident, analysis } = response;
  const parts = [
    <IncidentChart key="chart" response={response} book={book} timeline={timeline} />,
    <Whys key="whys" book={book} />,
    <Remediation key="remediation" response={response} />,
    <Hypotheses key="hypotheses" book={book} />,
    <Checks key="checks" incident={incident} at={book.viewed.at} />,
    <Groups key="groups" groups={incident.groups} viewed={book.viewed} />,
    <AllLines
      key="lines"
      viewed={book.viewed}
      groups={incident.groups}
      revision={response.revision}
      window={analysis.window}
    />,
    <Timeline key="timeline" book={book} timeline={timeline} />,
    <History key="history" response={response} />,
    <Coverage key="coverage" analysis={analysis} />,
  ];
  const stage = useStages(parts.length);
  useNamedPart(stage === parts.length);
  return <div className="incident-sections">{parts.slice(0, stage)}</div>;
});

/** Brings the part that the address names (`#checks`) into sight, once it is there. */
function useNamedPart(isThere: boolean): void {
  useEffect(() => {
    const name = window.location.hash.slice(1);
    if (isThere && name !== "") document.getElementById(name)?.scrollIntoView();
  }, [isThere]);
}
