import type { SourceView } from "../../../shared/api-operations.ts";
import { usePause } from "../../data/sources.ts";
import { tellDone } from "../../lib/notices.ts";
import { visible } from "../../lib/text.ts";
import { AskDialog } from "../../parts/ask-dialog.tsx";
import { whatFollows } from "./what-follows.ts";

/** The id of the dialog that pauses a source. */
export function pauseDialogId(id: string): string {
  return `pause-${id}`;
}

/** Asks why a source should be paused, and says what that means, before it is. */
export function PauseDialog({ source: { id, name, kind } }: { source: SourceView }) {
  const pause = usePause(id);
  const act = async (reason: string) => {
    await pause.mutateAsync(reason);
    tellDone(`${name} is paused.`);
  };
  return (
    <AskDialog
      id={pauseDialogId(id)}
      title={`Pause ${visible(name)}`}
      note={`Nothing more is read from it, on any replica and after any restart, until somebody resumes it. Incidents in what it would bring are not seen meanwhile, and the time is written down as a gap. ${whatFollows(kind)}`}
      placeholder="Load test until 15:00, …"
      button="Pause"
      act={act}
      failed={`${name} was not paused`}
    />
  );
}
