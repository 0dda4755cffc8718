import type { Incident, RemediationStep, SuccessCriterion } from "./incident.ts";

/** What is to be done, what is waited for, or that nothing is left. */
export type NextThing =
  | { kind: "step"; step: RemediationStep }
  | { kind: "proof"; criterion: SuccessCriterion }
  | { kind: "nothing" };

/**
 * The one thing to do next. Once live checks see the endpoints answer, or a person has done the fix, mitigating and fixing
 * are over: what is still unproved comes first, then what prevents the next time.
 */
export function nextThing({ phase, steps, successCriteria }: Incident["remediation"]): NextThing {
  const isMended =
    phase === "validation" || phase === "prevention" || phase === "closed" || answersAgain(successCriteria);
  const pending = steps.filter(({ status }) => status === "todo" || status === "in-progress" || status === "failed");
  const criterion = successCriteria.find(({ state }) => state !== "met");
  const step = isMended ? pending.find(({ kind }) => kind === "prevent") : pending[0];
  if (isMended && criterion !== undefined) return { kind: "proof", criterion };
  if (step !== undefined) return { kind: "step", step };
  return criterion === undefined ? { kind: "nothing" } : { kind: "proof", criterion };
}

function answersAgain(criteria: SuccessCriterion[]): boolean {
  const endpoints = criteria.filter(({ kind }) => kind === "endpoint");
  return endpoints.length > 0 && endpoints.every(({ state }) => state === "met");
}
