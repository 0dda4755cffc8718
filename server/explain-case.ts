import type { Check } from "../shared/check.ts";
import { entriesUrl, entrySample } from "../shared/entry-sample.ts";
import { isFamily } from "../shared/families.ts";
import type { Cadence, ErrorGroup } from "../shared/group.ts";
import { atOnce, eachInSteps, type Steps } from "../shared/in-steps.ts";
import type { Hypothesis, Incident, IncidentGroup } from "../shared/incident.ts";
import { isoOfMinutes, toIso } from "../shared/time.ts";
import { causeOf } from "./causes/index.ts";
import type { DecidedCase } from "./correlate/regroup.ts";
import { cadenceOf } from "./detect/cadence.ts";
import { isAutomated } from "./detect/caller.ts";
import type { CadenceOf } from "./detect/detect.ts";
import { type ExplainContext, type FailureCase, failedRequestsOf } from "./explain/context.ts";
import { digest } from "./explain/evidence.ts";
import { fiveWhys } from "./explain/five-whys.ts";
import { headlineOf, titleOf } from "./explain/headline.ts";
import { weighHypotheses } from "./explain/hypotheses.ts";
import { impactOf } from "./explain/impact.ts";
import { severityOf } from "./explain/severity.ts";
import { symptomsOf, wireCadence } from "./explain/symptoms.ts";
import { timelineOf } from "./explain/timeline.ts";
import { unexplainedBeside } from "./explain/unexplained.ts";
import { type CriteriaInput, silenceEndsAt, successCriteria } from "./remediate/criteria.ts";
import { fillPlaceholders, lastGoodRevision, type PlaceNames } from "./remediate/fill-placeholders.ts";
import { phaseOf, remediationSteps } from "./remediate/steps.ts";

/** One incident from its case and its checks. Pure. */
export function explain(failure: DecidedCase, checks: Check[], context: ExplainContext): Incident {
  return atOnce(explainUntil(failure, checks, context)).incident;
}

/** The same in steps, and until when (milliseconds since 1970) it would read the same with all else as it is. Pure. */
export function* explainUntil(
  failure: DecidedCase,
  checks: Check[],
  context: ExplainContext,
  findCadence: CadenceOf = ({ arrivals, callers }) => cadenceOf(arrivals, callers),
): Steps<{ incident: Incident; until: number }> {
  const input = { failure, checks, context };
  const cadences = new Map(failure.members.map(({ group }) => [group.id, findCadence(group)]));
  const known = new Map(failure.members.map(({ group }) => [group.arrivals, cadences.get(group.id)]));
  yield;
  const hypotheses = yield* weighHypotheses(input);
  const root = hypotheses.find((hypothesis) => hypothesis.role === "root-cause");
  const rhythm = ({ arrivals, callers }: Pick<ErrorGroup, "arrivals" | "callers">) =>
    known.has(arrivals) ? known.get(arrivals) : cadenceOf(arrivals, callers);
  const symptoms = symptomsOf(failure, rhythm, context);
  yield;
  const reach = impactOf(input, isAutomated, (group) => cadences.get(group.id));
  yield;
  const isBoot = failure.detections.some((detection) => detection.kind === "boot-failure");
  const cause = root !== undefined && isFamily(root.family) ? causeOf(root.family) : undefined;
  const latent = hypotheses.filter((hypothesis) => hypothesis.role === "latent");
  const steps = fillPlaceholders(remediationSteps(root, cause, latent, checks), namesFor(failure, root, context));
  const judged = criteriaInput(failure, checks, cadences, context);
  const criteria = successCriteria(judged);
  yield;
  const isOver = criteria[0]?.state === "met";
  const { failedShare: _failedShare, ...impact } = reach;
  const end = silenceEndsAt(judged);
  const incident: Incident = {
    id: incidentIdOfCase(failure),
    title: titleOf(input, symptoms, root),
    headline: headlineOf(input, symptoms, hypotheses),
    environment: failure.environment,
    service: failure.service,
    ...severityOf(failure.environment, context.config, reach, isBoot),
    status: isOver ? "resolved" : "open",
    firstSeen: toIso(Math.min(...failure.members.map((member) => member.group.firstSeen))),
    lastSeen: toIso(Math.max(...failure.members.map((member) => member.group.lastSeen))),
    symptoms,
    groups: yield* eachInSteps(failure.members, (member) => incidentGroup(member, cadences.get(member.group.id))),
    hypotheses,
    rootCause:
      root === undefined
        ? null
        : { hypothesisId: root.id, family: root.family, component: root.component, confidence: root.confidence },
    unexplained: unexplainedBeside(failure, context),
    fiveWhys: fiveWhys(input, hypotheses),
    checks,
    timeline: timelineOf(input, hypotheses),
    impact,
    remediation: { phase: phaseOf(root, hypotheses, steps, criteria), steps, successCriteria: criteria },
  };
  return { incident, until: context.now < end ? end : Number.POSITIVE_INFINITY };
}

/** The id of the incident that a group leads: 16 hex digits, the same on every machine. */
export function incidentIdOf(groupId: string): string {
  return digest(`incident|${groupId}`, 16);
}

/** The id of the incident that a case is: the one that people decided on, or that of the group that leads it. */
export function incidentIdOfCase({ incidentId, lead }: Pick<DecidedCase, "incidentId" | "lead">): string {
  if (incidentId !== undefined) return incidentId;
  const id = idsOfLeads.get(lead) ?? incidentIdOf(lead.id);
  idsOfLeads.set(lead, id);
  return id;
}

/** Every look asks for those of thousands of cases. */
const idsOfLeads = new WeakMap<ErrorGroup, string>();

/** What the words of suggested commands stand for in this case; the service is the one whose errors show the cause. */
function namesFor(
  { environment, members, services, ...failure }: DecidedCase,
  root: Hypothesis | undefined,
  { traffic, changes }: ExplainContext,
): PlaceNames {
  const shown = root?.evidence.find(({ effect, ref }) => effect === "supports" && ref.groupId !== undefined);
  const service = services?.get(shown?.ref.groupId ?? "") ?? failure.service;
  const revisions = members.flatMap(({ group }) => group.revisions.map(({ name }) => name));
  const good = lastGoodRevision({ environment, service, revisions }, traffic, changes);
  return { service, ...(good === undefined ? {} : { lastGoodRevision: good }) };
}

function criteriaInput(
  failure: FailureCase,
  checks: Check[],
  cadences: ReadonlyMap<string, Cadence | undefined>,
  context: ExplainContext,
): CriteriaInput {
  const symptoms = failedRequestsOf(failure);
  const periods = [failure.lead, ...symptoms].map((group) => cadences.get(group.id)?.periodSeconds ?? 0);
  const periodSeconds = Math.max(...periods);
  return {
    lead: failure.lead,
    symptoms,
    periodSeconds: periodSeconds === 0 ? undefined : periodSeconds,
    traffic: context.traffic,
    checks,
    isOfStart: failure.detections.some(({ kind }) => kind === "boot-failure"),
    newerRevisions: revisionsSince(failure, context),
    now: context.now,
  };
}

function revisionsSince({ lead }: FailureCase, { changes }: ExplainContext): string[] {
  return changes
    .filter((change) => change.kind === "revision-first-seen" && change.at > lead.firstSeen)
    .filter((change) => change.environment === lead.environment && change.service === lead.service)
    .flatMap((change) => change.revision ?? []);
}

function incidentGroup(
  { group, role, because }: FailureCase["members"][number],
  cadence: Cadence | undefined,
): IncidentGroup {
  const isoOf = isoOfMinutes();
  return {
    id: group.id,
    role,
    because,
    kind: group.kind,
    title: group.title,
    family: group.signature.family ?? null,
    slots: group.signature.slots,
    template: group.signature.template,
    count: group.count,
    firstSeen: toIso(group.firstSeen),
    lastSeen: toIso(group.lastSeen),
    cadence: wireCadence(cadence),
    revisions: group.revisions.map(({ name, count }) => ({ name, count })),
    perMinute: group.perMinute.map(([minute, count]): [string, number] => [isoOf(minute), count]),
    samples: group.samples.map(entrySample),
    logsUrl: entriesUrl(group.samples),
  };
}
