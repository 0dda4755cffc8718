import { useState } from "react";
import { useLocation } from "wouter";
import type { ShownGroup, ShownIncident } from "../../../shared/api-incident.ts";
import { useSplit } from "../../data/incident-history.ts";
import { countOf } from "../../lib/format.ts";
import { tellDone } from "../../lib/notices.ts";
import { visible } from "../../lib/text.ts";
import { AskDialog } from "../../parts/ask-dialog.tsx";
import { Role } from "../../parts/role.tsx";

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
  const act = async (reason: string) => {
    // The page may hear of the split before the answer is here, and then this dialog may be gone already.
    const { into } = await split.mutateAsync({ groups: moved.map(({ id }) => id), reason });
    setChosen([]);
    tellDone("Split off. This is the new incident; it can be undone here.");
    navigate(`/incidents/${encodeURIComponent(into)}`);
  };
  return (
    <AskDialog
      id={SPLIT_DIALOG}
      title="Split groups off"
      note="The chosen groups become an incident of their own, with what they explain. At least one group stays. It can be undone."
      button={moved.length === 0 ? "Split off" : `Split ${countOf(moved.length, "group")} off`}
      isReady={isReady}
      placeholder="Another cause: the job queue, not the pool"
      act={act}
      failed="The groups were not split off"
    >
      <fieldset className="choices">
        <legend>Groups that are another failure</legend>
        {groups.map((group) => (
          <Choice key={group.id} group={group} isChosen={chosen.includes(group.id)} toggle={() => toggle(group.id)} />
        ))}
      </fieldset>
      {moved.length === groups.length && <p role="alert">Leave at least one group to this incident.</p>}
    </AskDialog>
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
