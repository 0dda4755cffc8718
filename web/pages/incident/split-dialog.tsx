import { useState } from "react";
import { useLocation } from "wouter";
import type { ShownGroup, ShownIncident } from "../../../shared/api-incident.ts";
import { useSplit } from "../../data/incident-history.ts";
import { closeDialog } from "../../lib/dialog.ts";
import { failureText } from "../../lib/failure.ts";
import { countOf } from "../../lib/format.ts";
import { tellDone, tellFailure } from "../../lib/notices.ts";
import { visible } from "../../lib/text.ts";
import { Role } from "../../parts/role.tsx";
import { DecisionDialog } from "./decision-dialog.tsx";

export const SPLIT_DIALOG = "split";

/** Chooses groups that are another failure, and makes them an incident of their own. */
export function SplitDialog({ incident }: { incident: ShownIncident }) {
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [, navigate] = useLocation();
  const split = useSplit(incident.id);
  const { groups } = incident;
  const moved = groups.filter(({ id }) => chosen.includes(id));
  const isReady = moved.length > 0 && moved.length < groups.length;
  const toggle = (id: string) =>
    setChosen(chosen.includes(id) ? chosen.filter((other) => other !== id) : [...chosen, id]);
  const decide = (reason: string, form: HTMLFormElement) =>
    // The page may hear of the split before the answer is here, and then this dialog may be gone already.
    split.mutateAsync({ groups: moved.map(({ id }) => id), reason }).then(
      (done) => {
        closeDialog(form);
        setChosen([]);
        tellDone("Split off. This is the new incident; it can be undone here.");
        navigate(`/incidents/${encodeURIComponent(done.into)}`);
      },
      (error) => tellFailure(failureText("The groups were not split off", error)),
    );
  return (
    <DecisionDialog
      id={SPLIT_DIALOG}
      title="Split groups off"
      note="The chosen groups become an incident of their own, with what they explain. At least one group stays. It can be undone."
      button={moved.length === 0 ? "Split off" : `Split ${countOf(moved.length, "group")} off`}
      isBusy={split.isPending}
      isReady={isReady}
      placeholder="Another cause: the job queue, not the pool"
      decide={decide}
    >
      <fieldset className="choices">
        <legend>Groups that are another failure</legend>
        {groups.map((group) => (
          <Choice key={group.id} group={group} isChosen={chosen.includes(group.id)} toggle={() => toggle(group.id)} />
        ))}
      </fieldset>
      {moved.length === groups.length && <p role="alert">Leave at least one group to this incident.</p>}
    </DecisionDialog>
  );
}

type ChoiceProps = { group: ShownGroup; isChosen: boolean; toggle: () => void };

function Choice({ group, isChosen, toggle }: ChoiceProps) {
  return (
    <label className="choice">
      <input type="checkbox" checked={isChosen} onChange={toggle} />
      <span>
        <span className="choice-title">{visible(group.title)}</span>
        <span className="choice-meta">
          <Role role={group.role} />
          <span>{countOf(group.count, "entry", "entries")}</span>
        </span>
      </span>
    </label>
  );
}
