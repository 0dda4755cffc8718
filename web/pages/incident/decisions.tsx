import { Merge, Split, Undo2 } from "lucide-react";
import { Link } from "wouter";
import type { ShownIncident } from "../../../shared/api-incident.ts";
import type { IncidentDecision } from "../../../shared/incident.ts";
import { endingOf } from "../../../shared/incident-decisions.ts";
import { useRefusal } from "../../data/rights.ts";
import { openDialog } from "../../lib/dialog.ts";
import { countOf } from "../../lib/format.ts";
import { visible } from "../../lib/text.ts";
import { Time } from "../../parts/time.tsx";
import { useReadOnly } from "./read-only.ts";
import { UNDO_DIALOG } from "./undo-dialog.tsx";

type Props = { incident: ShownIncident; undo: (decision: IncidentDecision) => void };

/** What people merged into this incident or split off it, with the way back; where it went itself comes first. */
export function Decisions({ incident, undo }: Props) {
  const ending = endingOf(incident);
  const others = (incident.decisions ?? []).filter((decision) => decision !== ending && decision.undone === null);
  if (ending === undefined && others.length === 0) return null;
  return (
    <section className="decisions" aria-label="Merged and split">
      {ending && <Decision incident={incident} decision={ending} isEnding undo={undo} />}
      {others.map((decision) => (
        <Decision key={decision.id} incident={incident} decision={decision} isEnding={false} undo={undo} />
      ))}
    </section>
  );
}

type DecisionProps = { incident: ShownIncident; decision: IncidentDecision; isEnding: boolean; undo: Props["undo"] };

function Decision({ incident, decision, isEnding, undo }: DecisionProps) {
  const isPast = useReadOnly() !== undefined && !isEnding;
  const mayUndo = useRefusal("commander", { environment: incident.environment }) === undefined;
  const Icon = decision.kind === "merge" ? Merge : Split;
  const said = decision.undone ?? decision;
  return (
    <div className="decision" data-ending={isEnding}>
      <Icon size={18} aria-hidden="true" />
      <div>
        <p>
          <Sentence incident={incident} decision={decision} />
        </p>
        <p className="quiet">
          {visible(said.who)}, <Time at={said.at} />: {visible(said.reason)}
        </p>
      </div>
      {decision.undone === null && !isPast && mayUndo && (
        <button
          type="button"
          className="button button-small"
          onClick={() => {
            undo(decision);
            openDialog(UNDO_DIALOG);
          }}
        >
          <Undo2 size={14} aria-hidden="true" /> {decision.kind === "merge" ? "Undo the merge" : "Undo the split"}
        </button>
      )}
    </div>
  );
}

function Sentence({ incident, decision }: { incident: ShownIncident; decision: IncidentDecision }) {
  const { kind, from, into, groups, undone } = decision;
  const isFrom = from.id === incident.id;
  const other = isFrom ? into : from;
  const link = <Link href={`/incidents/${encodeURIComponent(other.id)}`}>{visible(other.title)}</Link>;
  if (kind === "merge" && isFrom) return <strong>This incident was merged into {link}</strong>;
  if (kind === "merge") return <>Holds what was merged into it: {link}</>;
  if (undone !== null) return <strong>This incident was put back into {link}</strong>;
  if (isFrom)
    return (
      <>
        {countOf(groups, "group was", "groups were")} split off into {link}
      </>
    );
  return <>Was split off {link}</>;
}
