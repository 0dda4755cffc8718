import type { Check, Question } from "../shared/check.ts";
import type { Config } from "../shared/config.ts";
import { indexInSteps, type Steps } from "../shared/in-steps.ts";
import type { Incident } from "../shared/incident.ts";
import { toIso } from "../shared/time.ts";
import { type CorrelateMemory, correlateMemory } from "./correlate/memory.ts";
import type { DecidedCase } from "./correlate/regroup.ts";
import { type DetectMemory, detectMemory } from "./detect/detect.ts";
import type { ExplainContext } from "./explain/context.ts";

/**
 * What one look worked out, for the next one: where groups, traffic, changes, checks and configuration are the same objects as before,
 * so is the incident. Whoever keeps it must change nothing in what it gave and got.
 */
export type DiagnoseMemory = {
  detect: DetectMemory;
  correlate: CorrelateMemory;
  /** Checks for which nothing was looked at, as they were stamped. */
  stamped: WeakMap<Check, Check>;
  /** The configuration of the last look. */
  config: Config | undefined;
  /** What was explained at the last look, by what names a case. */
  cases: Map<string, KnownCase>;
  /** How many of all wait to be explained: only counts changed in what they rest on, or there was no time for them yet. */
  waiting: number;
  /** What there was no time for at the last look, by what names a case, and since when (milliseconds since 1970). */
  unexplained: ReadonlyMap<string, { failure: DecidedCase; since: number }>;
};

/** A case with all that its explanation rests on, and what came of it. */
export type KnownCase = {
  failure: DecidedCase;
  context: ExplainContext;
  /** What was asked first, and what then. */
  questions: readonly [Question[], Question[]];
  /** The clock, milliseconds since 1970, with which these were made. */
  askedAt: number;
  firstChecks: readonly Check[];
  checks: readonly Check[];
  incident: Incident;
  /** From this moment on the same would read otherwise. */
  until: number;
  /** When it was explained, milliseconds since 1970. */
  explainedAt: number;
};

/** Nothing is known yet. */
export function diagnoseMemory(): DiagnoseMemory {
  return {
    detect: detectMemory(),
    correlate: correlateMemory(),
    stamped: new WeakMap(),
    config: undefined,
    cases: new Map(),
    waiting: 0,
    unexplained: new Map(),
  };
}

/** Notes the cases for which there was no time. `now` in milliseconds since 1970. */
export function* noteUnexplained(memory: DiagnoseMemory, failures: readonly DecidedCase[], now: number): Steps<void> {
  const before = memory.unexplained;
  memory.unexplained = yield* indexInSteps(failures, (failure) => {
    const key = caseKey(failure);
    return [key, { failure, since: before.get(key)?.since ?? now }];
  });
  memory.waiting += failures.length;
}

/** The configuration, as the object that it was where it says the same: it may be put together anew for each look. */
export function sameConfig(memory: DiagnoseMemory, config: Config): Config {
  if (memory.config === undefined || JSON.stringify(memory.config) !== JSON.stringify(config)) memory.config = config;
  return memory.config;
}

/** What names a case among those of one look. */
export function caseKey({ lead, incidentId }: DecidedCase): string {
  return incidentId ?? `lead ${lead.id}`;
}

/** The case as it was known, where it rests on the same now. */
export function knownCase(
  memory: DiagnoseMemory,
  failure: DecidedCase,
  context: ExplainContext,
): KnownCase | undefined {
  const known = memory.cases.get(caseKey(failure));
  if (known === undefined || !isSameFailure(known.failure, failure)) return undefined;
  return isSameContext(known.context, context) ? known : undefined;
}

/**
 * What is known of a case, where no more than counts changed since in what it rests on: the same groups have the same parts in it and
 * are unusual in the same ways. Of one that seemed over, an event more is another story.
 */
export function mayWait(memory: DiagnoseMemory, failure: DecidedCase, context: ExplainContext): KnownCase | undefined {
  const known = memory.cases.get(caseKey(failure));
  const isOpen = known?.incident.status === "open" && context.now < known.until;
  return isOpen && isAlike(known.failure, failure) && isSameList(known.context.changes, context.changes)
    ? known
    : undefined;
}

function isAlike(a: DecidedCase, b: DecidedCase): boolean {
  const partsOf = ({ members, detections, ...rest }: DecidedCase) =>
    JSON.stringify([
      rest.environment,
      rest.service,
      rest.lead.id,
      members.map(({ group, role, explainedBy }) => [group.id, role, explainedBy]),
      detections.map(({ groupId, kind }) => [groupId, kind]),
    ]);
  return partsOf(a) === partsOf(b);
}

/** Whether the same would be asked: what reaches up to now is asked anew. */
export function mayAskAgain({ questions, askedAt }: KnownCase): boolean {
  const end = toIso(askedAt);
  return questions.flat().every(({ params }) => params.to !== end);
}

/** Whether the explanation still holds with these checks. */
export function isStillSo(known: KnownCase, checks: readonly Check[], now: number): boolean {
  return now < known.until && isSameList(known.checks, checks);
}

/** Whether two lists hold the same objects. */
export function isSameList(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a === b || (a.length === b.length && a.every((one, i) => one === b[i]));
}

function isSameFailure(a: DecidedCase, b: DecidedCase): boolean {
  return (
    a.environment === b.environment &&
    a.service === b.service &&
    a.lead === b.lead &&
    a.incidentId === b.incidentId &&
    a.members.length === b.members.length &&
    a.members.every((one, i) => isSameMember(one, b.members[i])) &&
    (isSameList(a.detections, b.detections) || JSON.stringify(a.detections) === JSON.stringify(b.detections)) &&
    isSameList([...(a.services ?? [])].flat(), [...(b.services ?? [])].flat())
  );
}

type Member = DecidedCase["members"][number];

function isSameMember(a: Member, b: Member | undefined): boolean {
  return a.group === b?.group && a.role === b.role && a.because === b.because && a.explainedBy === b.explainedBy;
}

/** Thousands of cases rest on the same few contexts. */
const compared = new WeakMap<ExplainContext, { other: ExplainContext; isSame: boolean }>();

function isSameContext(a: ExplainContext, b: ExplainContext): boolean {
  const known = compared.get(a);
  if (known?.other === b) return known.isSame;
  const isSame = restOnSame(a, b);
  compared.set(a, { other: b, isSame });
  return isSame;
}

function restOnSame(a: ExplainContext, b: ExplainContext): boolean {
  return (
    a.config === b.config &&
    a.now - a.from === b.now - b.from &&
    isSameList(a.groups, b.groups) &&
    isSameList(a.traffic, b.traffic) &&
    isSameList(a.changes, b.changes)
  );
}
