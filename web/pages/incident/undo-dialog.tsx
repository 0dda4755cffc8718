import type { ShownIncident } from "../../../shared/api-incident.ts";
import type { IncidentDecision } from "../../../shared/incident.ts";
import { useUndo } from "../../data/incident-history.ts";
import { tellDone } from "../../lib/notices.ts";
import { AskDialog } from "../../parts/ask-dialog.tsx";

export const UNDO_DIALOG = "undo";

type Props = { incident: ShownIncident; decision: IncidentDecision | undefined };

/** Asks why a merge or a split is taken back. */
export function UndoDialog({ incident, decision }: Props) {
  const undo = useUndo(incident.id);
  const isMerge = decision?.kind !== "split";
  const act = async (reason: string) => {
    if (decision === undefined) return;
    await undo.mutateAsync({ decisionId: decision.id, reason });
    tellDone(isMerge ? "Taken back: they are two incidents again." : "Taken back: they are one incident again.");
  };
  return (
    <AskDialog
      id={UNDO_DIALOG}
      title={isMerge ? "Undo the merge" : "Undo the split"}
      note={
        isMerge
          ? "They become two incidents again, each with its own groups and its history."
          : "The groups go back to where they were; the incident that was split off stays readable and says so."
      }
      button="Undo"
      isReady={decision !== undefined}
      placeholder="They turned out to have two causes"
      act={act}
      failed="It was not taken back"
    />
  );
}
