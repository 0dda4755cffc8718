import type { Check, Question } from "../shared/check.ts";
import type { Config } from "../shared/config.ts";
import { eachInSteps, filterInSteps, indexInSteps, type Steps, sortInSteps } from "../shared/in-steps.ts";
import type { Incident } from "../shared/incident.ts";
import { toIso } from "../shared/time.ts";
import { askAll } from "./ask-all.ts";
import { causeOf } from "./causes/index.ts";
import type { Owners } from "./correlate/owners.ts";
import { findFailures } from "./diagnose-failures.ts";
import {
  caseKey,
  type DiagnoseMemory,
  diagnoseMemory,
  isSameList,
  isStillSo,
  type KnownCase,
  knownCase,
  mayAskAgain,
  mayWait,
  noteUnexplained,
  sameConfig,
} from "./diagnose-memory.ts";
import { type Patience, type Seen, turnsOf } from "./diagnose-turns.ts";
import type { ExplainContext } from "./explain/context.ts";
import { contextFinder } from "./explain/narrow-context.ts";
import { followUpQuestions, questionsFor } from "./explain/questions.ts";
import { explainUntil } from "./explain-case.ts";
import type { Aggregate } from "./group/aggregate.ts";
import { breather, goThrough } from "./lib/breathe.ts";

/** Asks the live system, one check per question in their order; never throws: what can't be seen comes back as unknown. */
export type Ask = (questions: Question[]) => Promise<Check[]>;

export type Window = { from: number; now: number };

/**
 * The incidents that the counted entries show, in order of first event: find failures, ask the live system about each, explain.
 * Groups that people gave to an incident belong to it. The same aggregate, answers, decisions and clock give the same incidents. What
 * an earlier look left in `memory` spares work and changes nothing, unless `patience` says that there is no more time: then incidents in
 * which only counts changed stay as they were at an earlier look, those first that were explained last; of many of which nothing is
 * known some are left out; and `memory` says how many and which.
 */
export async function diagnose(
  aggregate: Aggregate,
  config: Config,
  window: Window,
  ask: Ask,
  owners: Owners = new Map(),
  memory: DiagnoseMemory = diagnoseMemory(),
  patience?: Patience,
): Promise<Incident[]> {
  const breathe = breather();
  const context: ExplainContext = { ...aggregate, config: sameConfig(memory, config), causeOf, ...window };
  const cases = await goThrough(casesOf(context, owners, memory), breathe);
  const stampedNow = stampedBy(context, memory);
  const answersTo = async (questions: Question[][]) =>
    (await askAll(questions, ask, breathe)).map((checks) => checks.map(stampedNow));
  const explained = new Map<Seen, KnownCase>();
  memory.waiting = 0;
  for (const [turn, part] of (await goThrough(turnsOf(cases, memory, patience), breathe)).entries()) {
    if (turn > 0 && patience?.mayGoOn() === false) break;
    const questions = await goThrough(eachInSteps(part, firstQuestions), breathe);
    const first = await answersTo(questions);
    const asked = part.map((seen, i) => ({ seen, questions: questions[i] ?? [], firstChecks: first[i] ?? [] }));
    const further = await goThrough(eachInSteps(asked, furtherQuestions), breathe);
    const second = await answersTo(further);
    for (const i of await goThrough(inOrder(part), breathe)) {
      const one = asked[i];
      if (one === undefined) continue;
      const { seen, firstChecks } = one;
      const checks = [...firstChecks, ...(second[i] ?? [])];
      const { waiting } = seen;
      if (waiting !== undefined && isSameList(waiting.checks, checks) && patience?.mayGoOn() === false) {
        explained.set(seen, waiting);
        memory.waiting += 1;
      } else {
        const of = { questions: [one.questions, further[i] ?? []] as const, firstChecks };
        explained.set(seen, await goThrough(explainedCase(seen, of, checks, memory), breathe));
      }
      await breathe();
    }
  }
  return goThrough(incidentsOf(cases, explained, memory, window.now), breathe);
}

/** The failures with what their explanations rest on. */
function* casesOf(context: ExplainContext, owners: Owners, memory: DiagnoseMemory): Steps<Seen[]> {
  const contextOf = yield* contextFinder(context);
  const failures = yield* findFailures(context, owners, memory);
  return yield* eachInSteps(failures, (failure) => {
    const own = contextOf(failure);
    const known = knownCase(memory, failure, own);
    const waiting = known === undefined ? mayWait(memory, failure, own) : undefined;
    return { failure, context: own, known, waiting };
  });
}

/** The incidents in the order of the cases; what was explained, and what was not, is noted for the next look. */
function* incidentsOf(
  cases: readonly Seen[],
  explained: ReadonlyMap<Seen, KnownCase>,
  memory: DiagnoseMemory,
  now: number,
): Steps<Incident[]> {
  const known = cases.flatMap((seen) => explained.get(seen) ?? []);
  memory.cases = yield* indexInSteps(known, (one) => [caseKey(one.failure), one]);
  const left = yield* filterInSteps(cases, (seen) => !explained.has(seen));
  yield* noteUnexplained(
    memory,
    left.map(({ failure }) => failure),
    now,
  );
  return known.map(({ incident }) => incident);
}

/** The places of the cases in the order in which they are explained: those that may wait last, what waits longest first of them. */
function* inOrder(cases: readonly Seen[]): Steps<number[]> {
  const since = ({ waiting }: Seen) => waiting?.explainedAt ?? Number.NEGATIVE_INFINITY;
  const places = cases.map((seen, i) => ({ i, since: since(seen) }));
  const sorted = yield* sortInSteps(places, (a, b) => (a.since === b.since ? a.i - b.i : a.since - b.since));
  return sorted.map(({ i }) => i);
}

function firstQuestions({ failure, context, known }: Seen): Question[] {
  return known !== undefined && mayAskAgain(known) ? known.questions[0] : questionsFor(failure, context);
}

function furtherQuestions({ seen, firstChecks }: { seen: Seen; firstChecks: readonly Check[] }): Question[] {
  const { failure, context, known } = seen;
  const isKnown = known !== undefined && isSameList(known.firstChecks, firstChecks);
  return isKnown ? known.questions[1] : followUpQuestions(failure, firstChecks, context);
}

function* explainedCase(
  { failure, context, known }: Seen,
  asked: Pick<KnownCase, "questions" | "firstChecks">,
  checks: Check[],
  { detect: { cadenceOf } }: DiagnoseMemory,
): Steps<KnownCase> {
  const { now } = context;
  const isSame = known !== undefined && isStillSo(known, checks, now);
  if (isSame) return { ...known, failure, context, askedAt: now, ...asked, checks };
  const { incident, until } = yield* explainUntil(failure, checks, context, cadenceOf);
  return { failure, context, askedAt: now, ...asked, checks, incident, until, explainedAt: now };
}

/** A check for which nothing was looked at has no time of its own: it bears that of the first analysis that has it. */
function stampedBy({ now }: Window, { stamped }: DiagnoseMemory): (check: Check) => Check {
  return (check) => {
    if (check.how !== "" || check.durationMs !== 0) return check;
    const known = stamped.get(check) ?? { ...check, at: toIso(now) };
    stamped.set(check, known);
    return known;
  };
}
