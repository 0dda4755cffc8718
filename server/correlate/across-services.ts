import type { ErrorGroup } from "../../shared/group.ts";
import { filterInSteps, indexInSteps, type Steps } from "../../shared/in-steps.ts";
import type { Explanation } from "./explanations.ts";
import { isFailedRequest } from "./failed-request.ts";
import type { Linkable } from "./linkable.ts";
import { precedenceOf } from "./precedence.ts";

const MIN_SHARE = 0.5;

/**
 * Adds what happened between services: requests that failed while they called another service whose requests failed in the same
 * traces. Only where the calling service shows no known failure of its own.
 */
export function* explainAcrossServices(
  groups: readonly Linkable[],
  explanations: Map<string, Explanation>,
): Steps<void> {
  const failed = yield* filterInSteps(groups, ({ group, traces }) => isFailedRequest(group) && traces.size > 0);
  const byTrace = new Map<string, Linkable[]>();
  for (const each of failed) {
    yield;
    for (const trace of each.traces) {
      const known = byTrace.get(trace);
      if (known === undefined) byTrace.set(trace, [each]);
      else known.push(each);
    }
  }
  const byId = yield* indexInSteps(groups, ({ group }) => [group.id, group]);
  for (const caller of failed) {
    yield;
    const source = sourceOf(caller.group, explanations, byId);
    const isOwnFailure = source.service !== caller.group.service || (precedenceOf(source)?.tier ?? 1) === 0;
    const called = isOwnFailure ? undefined : calledBy(caller, byTrace);
    if (called === undefined) continue;
    const because = `${Math.round(called.share * 100)} % of its traces also hold failed requests to ${called.group.service}, which it was waiting for.`;
    explanations.set(source.id, { by: called.group, because, kind: "trace" });
  }
}

/** The failed requests of another service that lie within these, by most of their traces; the outermost of them. */
function calledBy(
  caller: Linkable,
  byTrace: ReadonlyMap<string, Linkable[]>,
): { group: ErrorGroup; share: number } | undefined {
  const shared = new Map<Linkable, number>();
  for (const trace of caller.traces) {
    for (const other of byTrace.get(trace) ?? []) shared.set(other, (shared.get(other) ?? 0) + 1);
  }
  return [...shared]
    .map(([called, count]) => ({ called, group: called.group, share: count / caller.traces.size }))
    .filter(({ called, share }) => share >= MIN_SHARE && isWithin(called, caller))
    .sort((a, b) => b.called.latency - a.called.latency || a.group.firstSeen - b.group.firstSeen)[0];
}

/** A request that another waits for begins later and takes less time. */
function isWithin(called: Linkable, caller: Linkable): boolean {
  const [inner, outer] = [called.group, caller.group];
  if (inner.environment !== outer.environment || inner.service === outer.service) return false;
  if (called.latency !== caller.latency) return called.latency < caller.latency;
  return inner.firstSeen > outer.firstSeen;
}

/** The group that nothing explains at the end of the chain. */
function sourceOf(
  group: ErrorGroup,
  explanations: ReadonlyMap<string, Explanation>,
  byId: ReadonlyMap<string, ErrorGroup>,
): ErrorGroup {
  const seen = new Set<string>();
  let current = group;
  while (!seen.has(current.id)) {
    seen.add(current.id);
    current = byId.get(explanations.get(current.id)?.by.id ?? "") ?? current;
  }
  return current;
}
