import { Activity, CircleAlert, CircleCheck, Eye, Flag, GitCommitVertical, Radar, UserRound } from "lucide-react";
import type { TimelineItem } from "../../../shared/incident.ts";
import { beside } from "../../../shared/timeline-words.ts";
import { words } from "../../lib/format.ts";
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

/** What happened, in order of time. */
export function Timeline({ book, timeline }: { book: Book; timeline: readonly TimelineItem[] }) {
  const { shown, more } = useFirst(timeline, MOST_SHOWN, "events");
  return (
    <Section id="timeline" title="Timeline">
      {timeline.length === 0 && <Nothing>Nothing is known about the time around this incident.</Nothing>}
      <ol className="timeline">
        {shown.map((item, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two items may be equal, and the list is replaced as a whole.
          <Item key={index} item={item} book={book} />
        ))}
      </ol>
      {more}
    </Section>
  );
}

function Item({ item, book }: { item: TimelineItem; book: Book }) {
  const Icon = ICONS[item.kind];
  const evidence = item.evidenceId === null ? undefined : book.evidence.get(item.evidenceId);
  return (
    <li className="timeline-item" data-kind={item.kind}>
      <Time at={item.at} />
      <span className="timeline-kind">
        <Icon size={15} aria-hidden="true" /> {words(item.kind)}
      </span>
      <div>
        <p>{visible(beside(item))}</p>
        {evidence && (
          <Unfold summary="Evidence">
            {evidence.statement !== item.statement && <p>{visible(evidence.statement)}</p>}
            <EvidenceBody evidence={evidence} book={book} />
          </Unfold>
        )}
      </div>
    </li>
  );
}
