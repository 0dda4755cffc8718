import type { FormEvent } from "react";
import type { GroupPartView, JoinEventView } from "../../../shared/api-group-joins.ts";
import { useSplit, useUndoJoin } from "../../data/group-joins.ts";
import { closeDialog } from "../../lib/dialog.ts";
import { failureText } from "../../lib/failure.ts";
import { tellDone, tellFailure } from "../../lib/notices.ts";
import { visible } from "../../lib/text.ts";
import { DialogHead } from "../../parts/dialog-head.tsx";
import { inWords } from "./join-history.tsx";

export const REASON_DIALOG = "join-reason";

/** What is to be done once a reason is given. */
export type Wish = { kind: "split"; part: GroupPartView } | { kind: "undo"; event: JoinEventView };

/** Asks why a group is to be split out, or a change to be taken back, and does it. */
export function ReasonDialog({ groupId, wish }: { groupId: string; wish: Wish | undefined }) {
  const split = useSplit(groupId);
  const undo = useUndoJoin(groupId);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const reason = String(new FormData(form).get("reason")).trim();
    const then = {
      onSuccess: () => {
        closeDialog(form);
        form.reset();
        tellDone("What is shown as one group was changed.");
      },
      onError: (error: Error) => tellFailure(failureText("The groups were not changed", error)),
    };
    if (wish?.kind === "split") split.mutate({ member: wish.part.id, reason }, then);
    if (wish?.kind === "undo") undo.mutate({ event: wish.event.id, reason }, then);
  };
  const isPending = split.isPending || undo.isPending;
  const isSplit = wish?.kind !== "undo";
  return (
    <dialog id={REASON_DIALOG} className="dialog" aria-labelledby="join-reason-title">
      <DialogHead id="join-reason-title">{isSplit ? "Split this group out" : "Take the change back"}</DialogHead>
      <form className="mute-form" onSubmit={submit}>
        {wish?.kind === "split" && (
          <>
            <p className="asked-group">{visible(wish.part.title)}</p>
            <p className="quiet">
              Its entries, those of before too, are a group of their own again. It is never joined by itself after that;
              the change can be taken back.
            </p>
          </>
        )}
        {wish?.kind === "undo" && (
          <>
            <p className="asked-group">{inWords(wish.event)}</p>
            <p className="quiet">{whatUndoDoes(wish.event)}</p>
          </>
        )}
        <label>
          Why
          <input
            className="field"
            name="reason"
            required
            maxLength={500}
            autoComplete="off"
            placeholder="So that others know"
          />
        </label>
        <button type="submit" className="button button-main" disabled={isPending}>
          {isPending ? "Changing" : isSplit ? "Split out" : "Take back"}
        </button>
      </form>
    </dialog>
  );
}

function whatUndoDoes({ kind, rule }: JoinEventView): string {
  if (kind === "split") return "The group is shown here again, with all its entries.";
  return rule === "person"
    ? "Both are groups of their own again, each with its own entries."
    : "It is a group of its own again, and is never joined by itself after that.";
}
