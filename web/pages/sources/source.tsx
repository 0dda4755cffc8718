import { CircleCheck, CircleDashed, CircleX, Hourglass, LoaderCircle } from "lucide-react";
import type { SourceView } from "../../../shared/api-operations.ts";
import { count, duration } from "../../lib/format.ts";
import { visible } from "../../lib/text.ts";
import { Query } from "../../parts/query.tsx";
import { Section } from "../../parts/section.tsx";
import { Time } from "../../parts/time.tsx";
import { Missing } from "./missing.tsx";

const STATES = {
  reading: [LoaderCircle, "Reading"],
  idle: [Hourglass, "Waiting for entries"],
  done: [CircleCheck, "Read to its end"],
  failed: [CircleX, "Failed"],
  stored: [CircleDashed, "Not configured any more"],
} as const;

type Props = { source: SourceView; now: number };

/** One source: its state, how far behind it is, what it brought and left out. */
export function SourceBox({ source, now }: Props) {
  const [Icon, word] = STATES[source.state];
  const { coverage, newestAt } = source;
  const state = (
    <span className="source-state" data-state={source.state}>
      <Icon size={16} aria-hidden="true" /> {word}
    </span>
  );
  return (
    <Section id={`source-${source.name.replaceAll(/[^A-Za-z0-9]+/g, "-")}`} title={source.name} aside={state}>
      <p className="source-detail">{visible(source.detail)}</p>
      <dl className="source-figures">
        <Figure term="Kind">{source.kind}</Figure>
        {source.reads !== null && <Figure term="Reads">{visible(source.reads)}</Figure>}
        <Figure term="Behind by">
          {newestAt === null ? "Nothing read yet" : duration(Math.max(0, now - Date.parse(newestAt)))}
        </Figure>
        <Figure term="Newest entry">{newestAt === null ? "None" : <Time at={newestAt} />}</Figure>
        <Figure term="Read">{count(coverage?.read ?? 0)}</Figure>
        <Figure term="Accepted">{count(coverage?.accepted ?? 0)}</Figure>
        <Figure term="Duplicates">{count(coverage?.duplicates ?? 0)}</Figure>
        <Figure term="Rejected">{count(coverage?.rejected ?? 0)}</Figure>
        <Figure term="Gaps">{count(coverage?.gaps.length ?? 0)}</Figure>
      </dl>
      {source.filter !== null && (
        <Query
          caption="The filter that is sent, with the window of receive times added to it"
          text={source.filter === "" ? "(none: every entry of the project)" : source.filter}
        />
      )}
      {coverage && <Missing coverage={coverage} />}
    </Section>
  );
}

function Figure({ term, children }: { term: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd className="number">{children}</dd>
    </div>
  );
}
