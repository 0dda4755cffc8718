import type { FormEvent } from "react";
import type { SourceView } from "../../../shared/api-operations.ts";
import { usePause } from "../../data/sources.ts";
import { closeDialog } from "../../lib/dialog.ts";
import { failureText } from "../../lib/failure.ts";
import { tellDone, tellFailure } from "../../lib/notices.ts";
import { visible } from "../../lib/text.ts";
import { DialogHead } from "../../parts/dialog-head.tsx";
import { whatFollows } from "./what-follows.ts";

/** The id of the dialog that pauses a source. */
export function pauseDialogId(id: string): string {
  return `pause-${id}`;
}

/** Asks why a source should be paused, and says what that means, before it is. */
export function PauseDialog({ source: { id, name, kind } }: { source: SourceView }) {
  const pause = usePause(id);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    pause.mutate(String(new FormData(form).get("reason")).trim(), {
      onSuccess: () => {
        closeDialog(form);
        form.reset();
        tellDone(`${name} is paused.`);
      },
      onError: (error) => tellFailure(failureText(`${name} was not paused`, error)),
    });
  };
  const title = `${pauseDialogId(id)}-title`;
  return (
    <dialog id={pauseDialogId(id)} className="dialog" aria-labelledby={title}>
      <DialogHead id={title}>Pause {visible(name)}</DialogHead>
      <form className="pause-form" onSubmit={submit}>
        <p className="quiet">
          Nothing more is read from it, on any replica and after any restart, until somebody resumes it. Incidents in
          what it would bring are not seen meanwhile, and the time is written down as a gap. {whatFollows(kind)}
        </p>
        <label>
          Why
          <input
            className="field"
            name="reason"
            required
            maxLength={500}
            autoComplete="off"
            placeholder="Load test until 15:00, …"
          />
        </label>
        <button type="submit" className="button button-main" disabled={pause.isPending}>
          {pause.isPending ? "Pausing" : "Pause"}
        </button>
      </form>
    </dialog>
  );
}
