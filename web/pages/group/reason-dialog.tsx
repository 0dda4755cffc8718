import type { GroupPartView, JoinEventView } from "../../../shared/api-group-joins.ts";
import { useSplit, useUndoJoin } from "../../data/group-joins.ts";
import { tellDone } from "../../lib/notices.ts";
import { visible } from "../../lib/text.ts";
import { AskDialog } from "../../parts/ask-dialog.tsx";
import { inWords } from "./join-history.tsx";

export const REASON_DIALOG = "join-reason";

/** What is to be done once a reason is given. */
export type Wish = { kind: "split"; part: GroupPartView } | { kind: "undo"; event: JoinEventView };

/** Asks why a group is to be split out, or a change to be taken back, and does it. */
export function ReasonDialog({ groupId, wish }: { groupId: string; wish: Wish | undefined }) {
  const split = useSplit(groupId);
  const undo = useUndoJoin(groupId);
  const act = async (reason: string) => {
    if (wish?.kind === "split") await split.mutateAsync({ member: wish.part.id, reason });
    if (wish?.kind === "undo") await undo.mutateAsync({ event: wish.event.id, reason });
    tellDone("What is shown as one group was changed.");
  };
  const isSplit = wish?.kind !== "undo";
  return (
    <AskDialog
      id={REASON_DIALOG}
      title={isSplit ? "Split this group out" : "Take the change back"}
      note={wish && <What wish={wish} />}
      placeholder="So that others know"
      button={isSplit ? "Split out" : "Take back"}
      act={act}
      failed="The groups were not changed"
    />
  );
}

function What({ wish }: { wish: Wish }) {
  return (
    <>
      <p className="asked-group">{wish.kind === "split" ? visible(wish.part.title) : inWords(wish.event)}</p>
      <p>{wish.kind === "split" ? WHAT_SPLIT_DOES : whatUndoDoes(wish.event)}</p>
    </>
  );
}

const WHAT_SPLIT_DOES =
  "Its entries, those of before too, are a group of their own again. It is never joined by itself after that; the change can be taken back.";

function whatUndoDoes({ kind, rule }: JoinEventView): string {
  if (kind === "split") return "The group is shown here again, with all its entries.";
  return rule === "person"
    ? "Both are groups of their own again, each with its own entries."
    : "It is a group of its own again, and is never joined by itself after that.";
}
