import type { FamilyId } from "../../shared/families.ts";
import { type ErrorGroup, identityOf, isSameFailure, type Slots } from "../../shared/group.ts";
import { eachInSteps, type Steps } from "../../shared/in-steps.ts";
import type { Hypothesis } from "../../shared/incident.ts";
import { excerpt } from "../../shared/words.ts";
import { accountedFor, otherCausesThan } from "./accounted-for.ts";
import type { ExplainInput, FailureCase } from "./context.ts";
import { digest, type Finding, probabilityOf, sumInWords, withIds } from "./evidence.ts";
import { findingsFor } from "./findings.ts";
import { latentHypotheses } from "./latent.ts";

/** A family with its slots that may be what failed, before it is weighed. */
export type Candidate = {
  family: FamilyId;
  slots: Slots;
  /** The group whose text names it, or whose text can also mean it. */
  group: ErrorGroup;
  /**
   * `named`: the text says so. `alternative`: the text can also mean this. `common`: the texts of several causes can. `later`:
   * explained by the lead.
   */
  basis: "named" | "alternative" | "common" | "later";
};

/** What may lie behind several mistakes at once, whatever each of them names. */
const COMMON_CAUSES: readonly FamilyId[] = ["schema.migration-behind"];
const PRIOR = { named: -1.5, alternative: -2.5, common: -2.5, later: -2.5 } as const;
/** Without a check, a comparison or an unambiguous text nothing is surer than this. */
const CAP = 0.8;
/** Evidence of logs and checks is never beyond all doubt. */
const SUREST = 0.99;
const CAP_REASON = "no check, comparison or unambiguous text decides";
/** What evidence rules out is never likely, however loud its text is. */
const REFUTED_CAP = 0.2;
const REFUTED_REASON = "what speaks against it rules it out";
const MIN_CONFIRMED = 0.9;
const MIN_PROBABLE = 0.65;
const MIN_POSSIBLE = 0.25;
/** At or below this sum of refuting log-odds a hypothesis is refuted. */
const REFUTED = -2;

/** All hypotheses of a case, weighed in steps: the root cause first, then by confidence; latent findings last. */
export function* weighHypotheses(input: ExplainInput): Steps<Hypothesis[]> {
  const ofEntries = input.failure.members.reduce((sum, { group }) => sum + group.count, 0);
  const candidates = candidatesOf(input.failure, input);
  const weighed = yield* eachInSteps(candidates, (candidate) => weigh(candidate, input, ofEntries));
  const ranked = weighed
    .sort((a, b) => b.logOdds - a.logOdds || (a.hypothesis.id < b.hypothesis.id ? -1 : 1))
    .map(({ hypothesis }) => hypothesis);
  const chosen = ranked.find(isChoosable);
  const known = ranked.map(
    (hypothesis): Hypothesis => (hypothesis === chosen ? { ...hypothesis, role: "root-cause" } : hypothesis),
  );
  const latent = latentHypotheses(input, known);
  return [...known.sort((a, b) => rank(a) - rank(b)), ...latent];
}

function rank(hypothesis: Hypothesis): number {
  return ["root-cause", "contributing", "echo", "ruled-out", "latent"].indexOf(hypothesis.role);
}

/** A hypothesis can be the root cause when the evidence for it outweighs the rest and nothing explains it away. */
function isChoosable(hypothesis: Hypothesis): boolean {
  return hypothesis.role === "contributing" && hypothesis.confidence >= 0.5 && hypothesis.verdict !== "refuted";
}

/** Each family once per set of slots: what texts name, what they can also mean, what the lead explains. */
export function candidatesOf(failure: FailureCase, { context }: Pick<ExplainInput, "context">): Candidate[] {
  const named = failure.members.filter(({ group }) => isNameable(group.signature.family));
  const found = new Map<string, Candidate>();
  const separate = otherCausesThan(failure.lead, failure);
  const families = new Set([failure.lead, ...separate].map(({ signature }) => signature.family));
  const isCommon = (family: FamilyId) =>
    separate.length > 0 &&
    COMMON_CAUSES.includes(family) &&
    [...families].every((own) => own !== undefined && context.causeOf(own).alternatives.includes(family));
  const add = (candidate: Candidate) => {
    const key = hypothesisKey(candidate.family, candidate.slots);
    if (!found.has(key)) found.set(key, candidate);
  };
  for (const { group, role } of named) {
    const family = group.signature.family;
    if (family === undefined) continue;
    const isLead = group.id === failure.lead.id || role === "cause";
    // The same failure in other words, none of which names another thing, is no hypothesis of its own.
    if (group.id !== failure.lead.id && isSameFailure(group, failure.lead)) continue;
    const slots = identityOf(group);
    add({ family, slots, group, basis: isLead ? "named" : "later" });
    if (!isLead) continue;
    for (const alternative of context.causeOf(family).alternatives) {
      if (!isCommon(alternative)) add({ family: alternative, slots, group, basis: "alternative" });
    }
  }
  for (const family of COMMON_CAUSES)
    if (isCommon(family)) add({ family, slots: {}, group: failure.lead, basis: "common" });
  if (found.size === 0) add(unknownCandidate(failure.lead));
  return [...found.values()];
}

function isNameable(family: FamilyId | undefined): boolean {
  return family !== undefined && !family.startsWith("echo.");
}

/** Where no family is known, the lead itself is the only thing to speak of. */
function unknownCandidate(lead: ErrorGroup): Candidate {
  const family = lead.kind === "request" ? "echo.http-error" : "code.unhandled-exception";
  return { family, slots: lead.signature.slots, group: lead, basis: "alternative" };
}

export function hypothesisKey(family: string, slots: Slots): string {
  const names = Object.entries(slots).sort(([a], [b]) => (a < b ? -1 : 1));
  return `${family}|${names.map(([key, value]) => `${key}=${value}`).join("|")}`;
}

/** The hypothesis with the unrounded sum that it is ranked by. */
function weigh(
  candidate: Candidate,
  input: ExplainInput,
  ofEntries: number,
): { hypothesis: Hypothesis; logOdds: number } {
  const { family, slots } = candidate;
  const cause = input.context.causeOf(family);
  const id = `h-${digest(`${input.failure.lead.id}|${hypothesisKey(family, slots)}`, 10)}`;
  const findings = findingsFor(candidate, input);
  const prior: number = PRIOR[candidate.basis];
  const total = findings.reduce((sum, finding) => sum + finding.weight, prior);
  const isDecided = isDecisive(candidate, findings, cause.alternatives.length === 0);
  const against = findings.filter((finding) => finding.effect === "refutes").map((finding) => finding.weight);
  const isRefuted = against.reduce((sum, weight) => sum + weight, 0) <= REFUTED;
  const cap = capOf(probabilityOf(total), isDecided, isRefuted);
  const confidence = round(Math.min(SUREST, cap?.at ?? probabilityOf(total)));
  const evidence = withIds(id, findings);
  const hypothesis: Hypothesis = {
    id,
    family,
    title: titleOf(candidate, cause.headline(slots)),
    slots,
    component: cause.component(slots),
    role: roleOf(candidate, isRefuted),
    verdict: verdictOf(confidence, isRefuted, isDecided),
    confidence,
    explains: explains(candidate, input.failure, ofEntries),
    sum: sumInWords(prior, findings, cap),
    evidence,
  };
  return { hypothesis, logOdds: total };
}

/** An error that no family and no exception's type names is called by its own words. */
function titleOf({ family, slots, group }: Candidate, headline: string): string {
  const isNameless = family === "code.unhandled-exception" && slots.exception === undefined;
  return isNameless ? `Unknown error: ${excerpt(group.title, 80)}` : headline;
}

/** How sure one may be at most, where the sum says more than that. */
function capOf(
  probability: number,
  isDecided: boolean,
  isRefuted: boolean,
): { at: number; because: string } | undefined {
  if (isRefuted) return probability > REFUTED_CAP ? { at: REFUTED_CAP, because: REFUTED_REASON } : undefined;
  return !isDecided && probability > CAP ? { at: CAP, because: CAP_REASON } : undefined;
}

/** What the lead explains is an echo; what evidence speaks against is ruled out; the rest may still be chosen. */
function roleOf(candidate: Candidate, isRefuted: boolean): Hypothesis["role"] {
  if (candidate.family.startsWith("echo.")) return "echo";
  if (candidate.basis === "later") return "echo";
  return isRefuted ? "ruled-out" : "contributing";
}

function verdictOf(confidence: number, isRefuted: boolean, isDecided: boolean): Hypothesis["verdict"] {
  if (isRefuted) return "refuted";
  if (confidence >= MIN_CONFIRMED && isDecided) return "confirmed";
  if (confidence >= MIN_PROBABLE) return "probable";
  if (confidence >= MIN_POSSIBLE) return "possible";
  return "unknown";
}

/** Whether a check or a comparison supports it, or its text can mean nothing else. */
function isDecisive(candidate: Candidate, findings: readonly Finding[], hasOneMeaning: boolean): boolean {
  const isShown = findings.some(
    (finding) =>
      finding.effect === "supports" &&
      ((finding.kind === "check" && finding.weight >= 1) || finding.kind === "comparison"),
  );
  return isShown || (candidate.basis === "named" && hasOneMeaning && isUnambiguous(candidate.group));
}

function isUnambiguous(group: ErrorGroup): boolean {
  return (group.signature.weight ?? 0) >= 4;
}

/** How much of the case this accounts for: the lead all of it, an echo its own group. */
function explains(candidate: Candidate, failure: FailureCase, ofEntries: number): Hypothesis["explains"] {
  const own = explainedGroups(candidate, failure);
  return {
    groups: own.length,
    ofGroups: failure.members.length,
    entries: own.reduce((sum, group) => sum + group.count, 0),
    ofEntries,
  };
}

/** A common cause explains all; one of several its own part; what the lead explains nothing but itself. */
function explainedGroups({ basis, group }: Candidate, failure: FailureCase): ErrorGroup[] {
  if (basis === "later") return [group];
  if (basis === "common") return failure.members.map((member) => member.group);
  return accountedFor(failure, group).map((member) => member.group);
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
