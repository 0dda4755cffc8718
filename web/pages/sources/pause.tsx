import { CirclePause, Pause, Play } from "lucide-react";
import type { SourceView } from "../../../shared/api-operations.ts";
import { placeOf, useRefusal } from "../../data/rights.ts";
import { usePause } from "../../data/sources.ts";
import { openDialog } from "../../lib/dialog.ts";
import { failureText } from "../../lib/failure.ts";
import { tellDone, tellFailure } from "../../lib/notices.ts";
import { visible } from "../../lib/text.ts";
import { SaidNote } from "../../parts/said-note.tsx";
import { Age, Time } from "../../parts/time.tsx";
import { pauseDialogId } from "./pause-dialog.tsx";
import { whatFollows } from "./what-follows.ts";

/** Asks why a source should be paused. */
export function PauseButton({ source: { id, name, environment } }: { source: SourceView }) {
  if (useRefusal("responder", placeOf(environment)) !== undefined) return null;
  return (
    <button
      type="button"
      className="button button-small"
      aria-label={`Pause ${name}`}
      onClick={() => openDialog(pauseDialogId(id))}
    >
      <Pause size={14} aria-hidden="true" /> Pause
    </button>
  );
}

type Props = { source: SourceView; pause: NonNullable<SourceView["pause"]> };

/** Says who paused the source, why and since when, and lets it go on. */
export function PauseNote({ source: { id, name, kind, environment }, pause: { by, reason, since } }: Props) {
  const resume = usePause(id);
  const mayResume = useRefusal("responder", placeOf(environment)) === undefined;
  const run = () =>
    resume.mutate(undefined, {
      onSuccess: () => tellDone(`${name} goes on where it was.`),
      onError: (error) => tellFailure(failureText(`${name} was not resumed`, error), run),
    });
  return (
    <SaidNote
      label={`Pause of ${name}`}
      icon={CirclePause}
      action={
        mayResume && (
          <button
            type="button"
            className="button button-small button-main"
            disabled={resume.isPending}
            aria-label={`Resume ${name}`}
            onClick={run}
          >
            <Play size={14} aria-hidden="true" /> {resume.isPending ? "Resuming" : "Resume"}
          </button>
        )
      }
    >
      <p>
        <strong>Paused</strong> by {visible(by)} <Age at={since} /> (<Time at={since} />
        ): {visible(reason)}
      </p>
      <p className="quiet">{whatFollows(kind)}</p>
    </SaidNote>
  );
}
