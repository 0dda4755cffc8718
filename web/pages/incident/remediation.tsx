import { CircleCheck, CircleDashed, CircleX } from "lucide-react";
import type { Edit, IncidentResponse } from "../../../shared/api.ts";
import { PHASES, type RemediationStep, STEP_KINDS, type SuccessCriterion } from "../../../shared/incident.ts";
import { capitalize } from "../../../shared/words.ts";
import { words } from "../../lib/format.ts";
import { visible } from "../../lib/text.ts";
import { Nothing, Section } from "../../parts/section.tsx";
import { Age } from "../../parts/time.tsx";
import { WithCode } from "../../parts/with-code.tsx";
import { StepControls, useStepSave } from "./step-controls.tsx";
import { StepSaid } from "./step-said.tsx";

/** The plan with who does what, and the criteria that show whether it helped. */
export function Remediation({ response }: { response: IncidentResponse }) {
  const { id, remediation } = response.incident;
  const owners = [...new Set(remediation.steps.flatMap(({ owner }) => owner ?? []))].sort();
  return (
    <Section id="remediation" title="Remediation" aside={<Phases phase={remediation.phase} />}>
      <div className="remediation">
        <div className="steps">
          {remediation.steps.length === 0 && <Nothing>No step was derived: see the open questions above.</Nothing>}
          {STEP_KINDS.map((kind) => (
            <StepGroup
              key={kind}
              kind={kind}
              steps={remediation.steps.filter((step) => step.kind === kind)}
              row={(step) => (
                <Step key={step.id} incidentId={id} step={step} edits={response.edits}>
                  <StepControls incidentId={id} step={step} where="plan" owners={owners} />
                </Step>
              )}
            />
          ))}
        </div>
        <Criteria criteria={remediation.successCriteria} />
      </div>
    </Section>
  );
}

function Phases({ phase }: { phase: (typeof PHASES)[number] }) {
  const reached = PHASES.indexOf(phase);
  return (
    <ol className="phases" aria-label={`Phase: ${words(phase)}`}>
      {PHASES.map((one, index) => (
        <li key={one} data-reached={index <= reached} aria-current={one === phase ? "step" : undefined}>
          {words(one)}
        </li>
      ))}
    </ol>
  );
}

type GroupProps = {
  kind: RemediationStep["kind"];
  steps: RemediationStep[];
  row: (step: RemediationStep) => React.ReactNode;
};

function StepGroup({ kind, steps, row }: GroupProps) {
  if (steps.length === 0) return null;
  return (
    <div className="step-group">
      <h3>{words(kind)}</h3>
      <ul>{steps.map(row)}</ul>
    </div>
  );
}

type StepProps = { incidentId: string; step: RemediationStep; edits: Edit[]; children: React.ReactNode };

function Step({ incidentId, step, edits, children }: StepProps) {
  const save = useStepSave(incidentId, step);
  const edit = edits.findLast(({ stepId }) => stepId === step.id);
  return (
    <li className="step" data-status={step.status}>
      <div className="step-text">
        <p className="step-title">{visible(step.title)}</p>
        {step.detail !== "" && (
          <details>
            <summary>How</summary>
            <p className="step-detail">
              <WithCode text={step.detail} />
            </p>
          </details>
        )}
        <StepSaid step={step} save={save} />
        {edit && (
          <p className="quiet step-edit">
            {words(edit.field)} set by {visible(edit.who)}, <Age at={edit.at} />
          </p>
        )}
      </div>
      {children}
    </li>
  );
}

const CRITERION = {
  met: [CircleCheck, "Met"],
  unmet: [CircleX, "Not met"],
  unverified: [CircleDashed, "Not verified"],
} as const;

function Criteria({ criteria }: { criteria: SuccessCriterion[] }) {
  return (
    <div className="criteria">
      <h3>Success criteria</h3>
      {criteria.length === 0 && <Nothing>None was derived.</Nothing>}
      <ul aria-live="polite">
        {criteria.map(({ id, title, state, reason }) => {
          const [Icon, word] = CRITERION[state];
          return (
            <li key={id} className="criterion" data-state={state}>
              <Icon size={17} aria-hidden="true" />
              <div>
                <p>
                  <strong className="criterion-word">{word}</strong> {visible(capitalize(title))}
                </p>
                <p className="quiet">{visible(capitalize(reason))}</p>
              </div>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
