import { memo, type RefObject, useEffect, useMemo, useRef, useState } from "react";
import type { IncidentResponse } from "../../../shared/api.ts";
import type { TimelineItem } from "../../../shared/incident.ts";
import { afterPaint } from "../../lib/after-paint.ts";
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
export const Sections = memo(function Sections(props: Props) {
  const parts = useParts(props);
  const stage = useStages(parts.length);
  const isWhole = stage === parts.length;
  const box = useRef<HTMLDivElement>(null);
  const isDrawn = useDrawn(box, isWhole);
  useNamedPart(isWhole);
  return (
    <div ref={box} className="incident-sections" data-drawn={isDrawn}>
      {parts.slice(0, stage)}
    </div>
  );
});

function useParts({ response, book, timeline }: Props) {
  return useMemo(() => {
    const { incident, analysis, revision } = response;
    const { groups } = incident;
    const { viewed } = book;
    return [
      <IncidentChart key="chart" response={response} book={book} timeline={timeline} />,
      <Whys key="whys" book={book} />,
      <Remediation key="remediation" response={response} />,
      <Hypotheses key="hypotheses" book={book} />,
      <Checks key="checks" incident={incident} at={viewed.at} />,
      <Groups key="groups" groups={groups} viewed={viewed} />,
      <AllLines key="lines" viewed={viewed} groups={groups} revision={revision} window={analysis.window} />,
      <Timeline key="timeline" book={book} timeline={timeline} />,
      <History key="history" response={response} />,
      <Coverage key="coverage" analysis={analysis} />,
    ];
  }, [response, book, timeline]);
}

/**
 * Whether what is there was drawn in the width that it has, so that the browser knows how high each part is also while it leaves it
 * out: with heights of another width, what the focus leads to would be pushed out of sight.
 */
function useDrawn(box: RefObject<Element | null>, isThere: boolean): boolean {
  const [isDrawn, setDrawn] = useState(false);
  useEffect(() => {
    if (!isThere || box.current === null) return;
    let width: number | undefined;
    const observer = new ResizeObserver(([seen]) => {
      if (seen?.contentRect.width === width) return;
      width = seen?.contentRect.width;
      setDrawn(false);
      afterPaint(() => setDrawn(true));
    });
    observer.observe(box.current);
    return () => observer.disconnect();
  }, [box, isThere]);
  return isDrawn;
}

/** Brings the part that the address names (`#checks`) into sight, once it is there. */
function useNamedPart(isThere: boolean): void {
  useEffect(() => {
    const name = window.location.hash.slice(1);
    if (isThere && name !== "") document.getElementById(name)?.scrollIntoView();
  }, [isThere]);
}
