import { CircleCheck, CircleDashed, CirclePause, CircleX, Hourglass, LoaderCircle } from "lucide-react";
import type { SourceView } from "../../../shared/api-operations.ts";
import { visible } from "../../lib/text.ts";
import { Query } from "../../parts/query.tsx";
import { Section } from "../../parts/section.tsx";
import { Age } from "../../parts/time.tsx";
import { Figures } from "./figures.tsx";
import { Missing } from "./missing.tsx";
import { PauseButton, PauseNote } from "./pause.tsx";
import { PauseDialog } from "./pause-dialog.tsx";
import { ReadingFiles, ReadingOn } from "./progress.tsx";

const STATES = {
  reading: [LoaderCircle, "Reading"],
  idle: [Hourglass, "Waiting for entries"],
  done: [CircleCheck, "Read to its end"],
  failed: [CircleX, "Failed"],
  paused: [CirclePause, "Paused"],
  stored: [CircleDashed, "Not configured any more"],
} as const;

type Props = { source: SourceView; now: number };

/** One source: what it does, how far behind it is, what it brought and left out, and the way to pause it. */
export function SourceBox({ source, now }: Props) {
  const [Icon, word] = STATES[source.state];
  const { coverage, pause, progress, files, lastError } = source;
  const aside = (
    <span className="source-aside">
      <span className="source-state" data-state={source.state}>
        <Icon size={16} aria-hidden="true" /> {word}
      </span>
      {source.canPause && pause === null && <PauseButton source={source} />}
    </span>
  );
  return (
    <Section id={`source-${source.id}`} title={visible(source.name)} aside={aside}>
      {pause !== null && <PauseNote source={source} pause={pause} />}
      {pause === null && !(source.state === "reading" && progress !== null) && files === null && (
        <p className="source-detail" data-state={source.state}>
          {visible(source.detail)}
        </p>
      )}
      {progress !== null && <ReadingOn progress={progress} now={now} isPaused={pause !== null} />}
      {files !== null && <ReadingFiles files={files} detail={source.detail} now={now} />}
      <Figures source={source} now={now} />
      {lastError !== null && source.state !== "failed" && (
        <p className="source-fault">
          Last fault, <Age at={lastError.at} />: {visible(lastError.message)}
        </p>
      )}
      {coverage !== null && <Missing source={source} coverage={coverage} />}
      <Asked source={source} />
      {source.canPause && <PauseDialog source={source} />}
    </Section>
  );
}

/** What is asked of the origin, as it was sent the last time. */
function Asked({ source: { filter, sent } }: Pick<Props, "source">) {
  if (sent !== null) return <Query caption="The filter that was sent to Google the last time" text={sent} />;
  if (filter === null) return null;
  const text = filter === "" ? "(none: every entry of the project)" : filter;
  return <Query caption="The filter that is sent, with the window of receive times added to it" text={text} />;
}
