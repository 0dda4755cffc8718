import { useState } from "react";
import { useLocation } from "wouter";
import type { IncidentSummary } from "../../../shared/api.ts";
import type { ShownIncident } from "../../../shared/api-incident.ts";
import { useMerge, useMergeTargets } from "../../data/incident-history.ts";
import { words } from "../../lib/format.ts";
import { tellDone } from "../../lib/notices.ts";
import { visible } from "../../lib/text.ts";
import { AskDialog } from "../../parts/ask-dialog.tsx";
import { Severity } from "../../parts/severity.tsx";
import { Age } from "../../parts/time.tsx";

export const MERGE_DIALOG = "merge";

/** Finds the incident that this one belongs to, and merges it. */
export function MergeDialog({ incident }: { incident: ShownIncident }) {
  const [isOpen, setIsOpen] = useState(false);
  const [q, setQ] = useState("");
  const [into, setInto] = useState("");
  const [, navigate] = useLocation();
  const { data, isPending } = useMergeTargets(incident.environment, q, isOpen);
  const targets = (data?.incidents ?? []).filter(
    ({ id, mergedInto }) => id !== incident.id && mergedInto === undefined,
  );
  const isChosen = targets.some(({ id }) => id === into);
  const merge = useMerge(incident.id);
  const act = async (reason: string) => {
    // The page may hear of the merge before the answer is here, and then this dialog is gone already.
    const done = await merge.mutateAsync({ into, reason });
    tellDone("Merged. This is the incident that it went into; it can be undone here.");
    navigate(`/incidents/${encodeURIComponent(done.into)}`);
  };
  return (
    <AskDialog
      id={MERGE_DIALOG}
      title="Merge into another incident"
      note="All its groups go into the other incident, also those that come later. This page stays and says where it went. It can be undone."
      button="Merge"
      isReady={isChosen}
      placeholder="The same deploy broke both"
      act={act}
      failed="The incident was not merged"
      onToggle={setIsOpen}
    >
      <label>
        Search incidents in {incident.environment}
        <input
          className="field"
          type="search"
          autoComplete="off"
          placeholder="Title, service, route, cause or id"
          value={q}
          onChange={(event) => setQ(event.target.value)}
        />
      </label>
      <fieldset className="choices">
        <legend>Merge into</legend>
        {targets.map((target) => (
          <Target key={target.id} target={target} isChosen={target.id === into} choose={() => setInto(target.id)} />
        ))}
        {targets.length === 0 && (
          <p className="quiet">
            {isPending ? "Looking" : q === "" ? "There is no other incident here." : "No incident matches these words."}
          </p>
        )}
      </fieldset>
    </AskDialog>
  );
}

type TargetProps = { target: IncidentSummary; isChosen: boolean; choose: () => void };

function Target({ target, isChosen, choose }: TargetProps) {
  return (
    <label className="choice">
      <input type="radio" name="into" value={target.id} checked={isChosen} onChange={choose} />
      <span>
        <span className="choice-title">{visible(target.title)}</span>
        <span className="choice-meta">
          <Severity severity={target.severity} />
          <span>{words(target.status)}</span>
          <span>{target.service}</span>
          <span>
            seen <Age at={target.lastSeen} />
          </span>
        </span>
      </span>
    </label>
  );
}
