import { CircleDashed, Globe, Lock, MessagesSquare } from "lucide-react";
import { useState } from "react";
import type { ReportMarks, ReportVersion } from "../../../shared/api-reports.ts";
import { useMarkReport } from "../../data/reports.ts";
import { failureText } from "../../lib/failure.ts";
import { words } from "../../lib/format.ts";
import { tellFailure } from "../../lib/notices.ts";
import { visible } from "../../lib/text.ts";
import { Nothing, Section } from "../../parts/section.tsx";
import { Time } from "../../parts/time.tsx";
import type { WhyNot } from "./read-only.ts";
import type { Ask } from "./report-choice.ts";

const ICONS = { draft: CircleDashed, "in-review": MessagesSquare, final: Lock } as const;

type Props = {
  id: string;
  versions: ReportVersion[] | undefined;
  shown: number | undefined;
  ask: Ask;
  mayNot: WhyNot;
};

/** The versions that were kept, newest first: what each is marked as, by whom, and what can be done with it. */
export function ReportVersions({ id, versions, shown, ask, mayNot }: Props) {
  return (
    <Section id="versions" title="Versions">
      {versions?.length === 0 && (
        <Nothing>None is kept yet. “Save version” keeps the report as it is now; what it says never changes.</Nothing>
      )}
      <ol className="report-versions">
        {versions?.map((version) => (
          <Version
            key={version.number}
            id={id}
            version={version}
            isShown={version.number === shown}
            ask={ask}
            mayNot={mayNot}
          />
        ))}
      </ol>
    </Section>
  );
}

type VersionProps = { id: string; version: ReportVersion; isShown: boolean; ask: Ask; mayNot: WhyNot };

function Version({ id, version, isShown, ask, mayNot }: VersionProps) {
  const { number, state, audience, savedBy, savedAt, markedBy, markedAt } = version;
  const Icon = ICONS[state];
  return (
    <li className="report-version" data-shown={isShown}>
      <div className="report-version-head">
        <button
          type="button"
          className="text-button"
          aria-pressed={isShown}
          onClick={() => ask({ version: isShown ? "" : String(number), audience: "" })}
        >
          Version {number}
        </button>
        <span className="badge" data-report-state={state}>
          <Icon size={13} aria-hidden="true" /> {words(state)}
        </span>
        {audience === "public" && (
          <span className="badge">
            <Globe size={13} aria-hidden="true" /> Public
          </span>
        )}
      </div>
      <p className="quiet">
        Saved by {visible(savedBy)}, <Time at={savedAt} />
        {markedAt !== savedAt && (
          <>
            ; marked by {visible(markedBy)}, <Time at={markedAt} />
          </>
        )}
      </p>
      {state !== "final" && mayNot("responder") === undefined && (
        <Marks id={id} version={version} mayFinish={mayNot("commander") === undefined} />
      )}
    </li>
  );
}

type MarksProps = { id: string; version: ReportVersion; mayFinish: boolean };

/** What a version can be marked as next; final asks once more, for it is for good. */
function Marks({ id, version: { number, state, audience }, mayFinish }: MarksProps) {
  const [isAsking, setIsAsking] = useState(false);
  const mark = useMarkReport(id);
  const run = (marks: ReportMarks) =>
    mark.mutate(
      { number, marks },
      { onError: (error) => tellFailure(failureText(`Version ${number} was not marked`, error), () => run(marks)) },
    );
  const button = (label: string, act: () => void) => (
    <button type="button" className="button button-small" disabled={mark.isPending} onClick={act}>
      {label}
    </button>
  );
  if (isAsking) {
    return (
      <fieldset className="report-marks" aria-label={`Make version ${number} final`}>
        <span>Final is for good: it takes no more marks.</span>
        {button("Make it final", () => run({ state: "final" }))}
        {button("Not yet", () => setIsAsking(false))}
      </fieldset>
    );
  }
  return (
    <div className="report-marks">
      {state === "draft"
        ? button("Send to review", () => run({ state: "in-review" }))
        : button("Back to draft", () => run({ state: "draft" }))}
      {mayFinish && button("Make final", () => setIsAsking(true))}
      {audience === "public"
        ? button("Mark internal", () => run({ audience: "internal" }))
        : button("Mark public", () => run({ audience: "public" }))}
    </div>
  );
}
