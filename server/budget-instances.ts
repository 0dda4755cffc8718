import type { Observation, Question } from "../shared/check.ts";
import { factsOf } from "../shared/facts.ts";
import { DAY, toIso } from "../shared/time.ts";

const METRIC = "run.googleapis.com/container/instance_count";

/** What Cloud Monitoring is asked for budget questions that do not say how many instances there are: the last day of their service. */
export function instanceQuestions(questions: readonly Question[], now: number): Question[] {
  return questions.filter(needsInstances).map(({ environment, params, ...question }) => ({
    id: idOf(question.id),
    kind: "metric",
    environment,
    target: METRIC,
    params: { metric: METRIC, service: params.service ?? "", from: toIso(now - DAY), to: toIso(now) },
  }));
}

/** The observation of a budget question with the most instances that were seen at once, or why no number was seen. */
export function withInstances(
  question: Question,
  observation: Observation,
  metrics: ReadonlyMap<string, Observation>,
): Observation {
  const seen = needsInstances(question) ? metrics.get(idOf(question.id)) : undefined;
  if (seen === undefined || !observation.result.ok) return observation;
  const instances = seen.result.ok ? mostAtOnce(seen.result.facts) : undefined;
  const reason = seen.result.ok ? "Cloud Monitoring has no point of it in the last day" : seen.result.reason;
  const facts = {
    ...observation.result.facts,
    instances: instances ?? null,
    instancesReason: instances === undefined ? reason : null,
  };
  return { ...observation, result: { ok: true, facts } };
}

function needsInstances({ kind, params }: Question): boolean {
  return kind === "budget" && params.instances === undefined && params.service !== undefined;
}

function idOf(question: string): string {
  return `${question} instances`;
}

/** Active and idle instances of one minute are instances at once. */
function mostAtOnce(raw: Record<string, unknown>): number | undefined {
  const sums = new Map<string, number>();
  for (const { points } of factsOf.metric(raw)?.series ?? []) {
    for (const [at, value] of points) sums.set(at, (sums.get(at) ?? 0) + value);
  }
  return sums.size === 0 ? undefined : Math.ceil(Math.max(...sums.values()));
}
