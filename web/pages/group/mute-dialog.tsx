import type { FormEvent } from "react";
import { DAY, HOUR } from "../../../shared/time.ts";
import { useMute } from "../../data/groups.ts";
import { closeDialog } from "../../lib/dialog.ts";
import { failureText } from "../../lib/failure.ts";
import { tellDone, tellFailure } from "../../lib/notices.ts";
import { DialogHead } from "../../parts/dialog-head.tsx";

export const MUTE_DIALOG = "mute";

const LENGTHS = [
  [HOUR, "1 hour"],
  [8 * HOUR, "8 hours"],
  [DAY, "1 day"],
  [7 * DAY, "1 week"],
  [30 * DAY, "30 days"],
] as const;

/** Asks for how long and why a group should open no incident. */
export function MuteDialog({ id }: { id: string }) {
  const mute = useMute(id);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const wish = new FormData(form);
    const until = new Date(Date.now() + Number(wish.get("length"))).toISOString();
    mute.mutate(
      { until, reason: String(wish.get("reason")).trim() },
      {
        onSuccess: () => {
          closeDialog(form);
          form.reset();
          tellDone("The group is muted. It is counted on and opens no incident.");
        },
        onError: (error) => tellFailure(failureText("The group was not muted", error)),
      },
    );
  };
  return (
    <dialog id={MUTE_DIALOG} className="dialog" aria-labelledby="mute-title">
      <DialogHead id="mute-title">Mute this group</DialogHead>
      <form className="mute-form" onSubmit={submit}>
        <p className="quiet">
          Its entries are counted on, but it opens no incident, and the incident that it leads is muted with it. What
          would have been opened is counted here.
        </p>
        <label>
          For
          <select name="length" defaultValue={String(DAY)}>
            {LENGTHS.map(([ms, name]) => (
              <option key={ms} value={ms}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <label>
          Why
          <input
            className="field"
            name="reason"
            required
            maxLength={500}
            autoComplete="off"
            placeholder="Known, mended by …"
          />
        </label>
        <button type="submit" className="button button-main" disabled={mute.isPending}>
          {mute.isPending ? "Muting" : "Mute"}
        </button>
      </form>
    </dialog>
  );
}
