import { useEffect, useId, useState } from "react";
import { SETTABLE_STEP_STATUSES, type StepPatch } from "../../../shared/api.ts";
import type { RemediationStep } from "../../../shared/incident.ts";
import { useStepChange } from "../../data/incident.ts";
import { failureText } from "../../lib/failure.ts";
import { words } from "../../lib/format.ts";
import { tellFailure } from "../../lib/notices.ts";
import { useReadOnly } from "./read-only.ts";

type Props = {
  incidentId: string;
  step: RemediationStep;
  /** Tells this step's controls from others of the same step on the page. */
  where: "next" | "plan";
  /** Names to suggest. */
  owners: string[];
};

/** A step's state and owner, changed at once and put back with a word when the server refuses. */
export function StepControls({ incidentId, step, where, owners }: Props) {
  const readOnly = useReadOnly();
  const save = useStepSave(incidentId, step);
  const about = where === "next" ? `next step: ${step.title}` : step.title;
  return (
    <div className="step-controls">
      <select
        aria-label={`State of ${about}`}
        className="step-state"
        data-status={step.status}
        value={step.status}
        disabled={readOnly !== undefined}
        title={readOnly}
        onChange={(event) => {
          const status = SETTABLE_STEP_STATUSES.find((one) => one === event.target.value);
          if (status) save({ status });
        }}
      >
        {SETTABLE_STEP_STATUSES.map((status) => (
          <option key={status} value={status}>
            {words(status)}
          </option>
        ))}
        <option value="verified" disabled>
          Verified (by a live check)
        </option>
      </select>
      <Owner
        label={`Owner of ${about}`}
        isReadOnly={readOnly !== undefined}
        owner={step.owner}
        owners={owners}
        save={(owner) => save({ owner })}
      />
    </div>
  );
}

/** Changes a step, and tells where the server refuses. */
export function useStepSave(incidentId: string, step: RemediationStep): (patch: StepPatch) => void {
  const change = useStepChange(incidentId);
  const save = (patch: StepPatch) =>
    change.mutate(
      { stepId: step.id, patch },
      { onError: (error) => tellFailure(failureText(`“${step.title}” was not changed`, error), () => save(patch)) },
    );
  return save;
}

type OwnerProps = {
  label: string;
  isReadOnly: boolean;
  owner: string | null;
  owners: string[];
  save: (owner: string | null) => void;
};

function Owner({ label, isReadOnly, owner, owners, save }: OwnerProps) {
  const listId = useId();
  const [text, setText] = useState(owner ?? "");
  useEffect(() => setText(owner ?? ""), [owner]);
  const commit = () => {
    const name = text.trim();
    if (name !== (owner ?? "")) save(name === "" ? null : name);
  };
  return (
    <>
      <input
        aria-label={label}
        className="field step-owner"
        disabled={isReadOnly}
        placeholder="No owner"
        autoComplete="off"
        data-1p-ignore=""
        maxLength={200}
        list={listId}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onBlur={commit}
        onKeyDown={(event) => {
          if (event.key === "Enter") commit();
          if (event.key === "Escape") setText(owner ?? "");
        }}
      />
      <datalist id={listId}>
        {owners.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
    </>
  );
}
