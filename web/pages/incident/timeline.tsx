import { Activity, CircleAlert, CircleCheck, Eye, Flag, GitCommitVertical, Radar, UserRound } from "lucide-react";
import { useMemo } from "react";
import type { TimelineItem } from "../../../shared/incident.ts";
import { beside, timelineRuns } from "../../../shared/timeline-words.ts";
import { count, words } from "../../lib/format.ts";
import { visible } from "../../lib/text.ts";
import { Nothing, Section } from "../../parts/section.tsx";
import { useFirst } from "../../parts/show-all.tsx";
import { Time } from "../../parts/time.tsx";
import { Unfold } from "../../parts/unfold.tsx";
import type { Book } from "./book.ts";
import { EvidenceBody } from "./evidence.tsx";

const ICONS = {
  "first-error": Flag,
  error: CircleAlert,
  change: GitCommitVertical,
  check: Radar,
  detection: Eye,
  recovery: CircleCheck,
  state: Activity,
  person: UserRound,
} as const;

const MOST_SHOWN = 40;

/** What happened, in order of time. What is said several times on end stands once, and opens. */
export function Timeline({ book, timeline }: { book: Book; timeline: readonly TimelineItem[] }) {
  const runs = useMemo(() => timelineRuns(timeline), [timeline]);
  const { shown, more } = useFirst(runs, MOST_SHOWN, "events");
  return (
    <Section id="timeline" title="Timeline">
      {timeline.length === 0 && <Nothing>Nothing is known about the time around this incident.</Nothing>}
      <ol className="timeline">
        {shown.map((run, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two items may be equal, and the list is replaced as a whole.
          <Run key={index} run={run} book={book} />
        ))}
      </ol>
      {more}
    </Section>
  );
}

function Run({ run, book }: { run: readonly [TimelineItem, ...TimelineItem[]]; book: Book }) {
  const [first, ...others] = run;
  const Icon = ICONS[first.kind];
  const last = others.at(-1);
  return (
    <li className="timeline-item" data-kind={first.kind}>
      <Time at={first.at} />
      <span className="timeline-kind">
        <Icon size={15} aria-hidden="true" /> {words(first.kind)}
      </span>
      <div>
        <p>{visible(beside(first))}</p>
        <ItemEvidence item={first} book={book} />
        {last && (
          <Unfold
            summary={
              <>
                The same {others.length === 1 ? "once" : `${count(others.length)} times`} more, last at{" "}
                <Time at={last.at} />
              </>
            }
          >
            <ol className="timeline-same">
              {others.map((item, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: two items may be equal, and the list is replaced as a whole.
                <li key={index}>
                  <Time at={item.at} />
                  <ItemEvidence item={item} book={book} />
                </li>
              ))}
            </ol>
          </Unfold>
        )}
      </div>
    </li>
  );
}

function ItemEvidence({ item, book }: { item: TimelineItem; book: Book }) {
  const evidence = item.evidenceId === null ? undefined : book.evidence.get(item.evidenceId);
  if (evidence === undefined) return null;
  return (
    <Unfold summary="Evidence">
      {evidence.statement !== item.statement && <p>{visible(evidence.statement)}</p>}
      <EvidenceBody evidence={evidence} book={book} />
    </Unfold>
  );
}
