import type { Cause, Remedy } from "../../shared/cause.ts";
import type { Check } from "../../shared/check.ts";
import type { Hypothesis, Incident, RemediationStep, SuccessCriterion } from "../../shared/incident.ts";
import { STEP_KINDS } from "../../shared/incident.ts";

export type Phase = Incident["remediation"]["phase"];

/** What to do, in the order of doing: mitigate, fix, validate, prevent. For an unknown cause: find it first. */
export function remediationSteps(
  root: Hypothesis | undefined,
  cause: Cause | undefined,
  latent: readonly Hypothesis[],
  checks: readonly Check[] = [],
): RemediationStep[] {
  const steps =
    root === undefined || cause === undefined
      ? unknownSteps()
      : cause.remedies.map((remedy, i) => toStep(remedy, i, root));
  const followUps = latent.map(
    (hypothesis): RemediationStep => ({
      id: `follow-up-${hypothesis.id}`,
      title: `Follow up: ${hypothesis.title}`,
      detail:
        "Not the cause of this incident, but a live check found it. Decide whether it is wanted, and mend it before code needs it.",
      kind: "prevent",
      status: "todo",
      owner: null,
    }),
  );
  const budget = checks.filter(({ kind, outcome }) => kind === "budget" && outcome === "confirmed").map(budgetStep);
  return [...steps, ...budget, ...followUps].sort((a, b) => STEP_KINDS.indexOf(a.kind) - STEP_KINDS.indexOf(b.kind));
}

/** Which number to change to what, so that all pools together fit. */
function budgetStep({ id, target, detail }: Check): RemediationStep {
  const number = (name: string) => (typeof detail[name] === "number" ? detail[name] : 0);
  const [demand, limit] = [number("demand"), number("limit")];
  const ways = [
    number("fittingPerProcess") > 0
      ? `lower pool size + overflow from ${number("perProcess")} to at most ${number("fittingPerProcess")} per process`
      : "",
    number("fittingInstances") > 0
      ? `cap the instances at ${number("fittingInstances")} instead of ${number("instances")} (gcloud run services update SERVICE --region REGION --max-instances ${number("fittingInstances")})`
      : "",
    `raise the limit by at least ${demand - limit}, with the memory that this needs, or put a pooler in front of the database`,
  ].filter((way) => way !== "");
  return {
    id: `fix-${id}`,
    title: `Fit the ${target} into ${limit} connections`,
    detail: `While a revision is rolled out it may ask for ${demand}. ${ways.length > 1 ? "One of these is enough: " : "Fewer instances or smaller pools alone do not help: "}${ways.join("; or ")}. Other services' connections need room beside it.`,
    kind: "fix",
    status: "todo",
    owner: null,
  };
}

function toStep(remedy: Remedy, index: number, root: Hypothesis): RemediationStep {
  return {
    id: `${remedy.kind}-${index + 1}`,
    title: remedy.title(root.slots),
    detail: remedy.detail(root.slots),
    kind: remedy.kind,
    status: "todo",
    owner: null,
  };
}

function unknownSteps(): RemediationStep[] {
  const step = (id: string, kind: RemediationStep["kind"], title: string, detail: string): RemediationStep => ({
    id,
    title,
    detail,
    kind,
    status: "todo",
    owner: null,
  });
  return [
    step(
      "mitigate-1",
      "mitigate",
      "Send traffic to the last revision without the error",
      "If the errors began with a revision, route traffic back to the one before it; that also shows whether the revision matters.",
    ),
    step(
      "fix-1",
      "fix",
      "Find the cause",
      "Answer the open questions of the Five Whys; configure the database and endpoints of this environment so that live checks can decide.",
    ),
    step(
      "validate-1",
      "validate",
      "See the failing routes answer",
      "Expect 2xx on each failing route, and the error away for the time that the success criteria name.",
    ),
    step(
      "prevent-1",
      "prevent",
      "Make the failure name itself",
      "Log the exception with its stack and the trace id where these requests fail, so that the next occurrence has a cause.",
    ),
  ];
}

/**
 * Where the work stands: no cause yet is `evidence` (or `root-cause` while hypotheses compete); a cause with no fix done is `fix`;
 * a fix that is done is `validation`; a met recurrence criterion is `prevention`; all steps done and met is `closed`.
 */
export function phaseOf(
  root: Hypothesis | undefined,
  hypotheses: readonly Hypothesis[],
  steps: readonly RemediationStep[],
  criteria: readonly SuccessCriterion[],
): Phase {
  const isOver = criteria.every((criterion) => criterion.kind !== "recurrence" || criterion.state === "met");
  const areAllDone = steps.every((step) => step.status === "done" || step.status === "verified");
  if (isOver) return areAllDone && criteria.every((criterion) => criterion.state === "met") ? "closed" : "prevention";
  const fixes = steps.filter((step) => step.kind === "fix");
  if (fixes.length > 0 && fixes.every((step) => step.status === "done" || step.status === "verified"))
    return "validation";
  if (root !== undefined) return "fix";
  return hypotheses.some((hypothesis) => hypothesis.verdict === "possible" || hypothesis.verdict === "probable")
    ? "root-cause"
    : "evidence";
}
