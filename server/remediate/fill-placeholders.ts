import type { ChangeEvent } from "../../shared/events.ts";
import type { RouteTraffic } from "../../shared/group.ts";
import type { RemediationStep } from "../../shared/incident.ts";

/** What the words in suggested commands stand for, as far as it is known. */
export type PlaceNames = { service: string; region?: string; lastGoodRevision?: string };

/** What may stand in a shell command without quotes. */
const PLAIN = /^[A-Za-z0-9][\w.-]*$/;

/** The steps with SERVICE, REGION and LAST_GOOD_REVISION filled in; a word whose meaning is not known stays as it is. */
export function fillPlaceholders(steps: readonly RemediationStep[], names: PlaceNames): RemediationStep[] {
  const known = new Map([
    ["SERVICE", names.service],
    ["REGION", names.region],
    ["LAST_GOOD_REVISION", names.lastGoodRevision],
  ]);
  const fill = (word: string) => {
    const name = known.get(word);
    return name !== undefined && PLAIN.test(name) ? name : word;
  };
  return steps.map((step) => ({
    ...step,
    // A colon or a dash before the word makes it part of another one: PROJECT:REGION:INSTANCE.
    detail: step.detail.replace(/(?<![\w:-])(?:SERVICE|REGION|LAST_GOOD_REVISION)(?![\w:-])/g, fill),
  }));
}

type Failing = { environment: string; service: string; revisions: readonly string[] };

/**
 * The newest revision that served requests of the service and showed none of the failure; undefined where none is known.
 * Newest by its first appearance or deploy; one whose time is not known counts as the oldest.
 */
export function lastGoodRevision(
  failing: Failing,
  traffic: readonly RouteTraffic[],
  changes: readonly ChangeEvent[],
): string | undefined {
  const isOwn = (place: { environment: string; service: string }) =>
    place.environment === failing.environment && place.service === failing.service;
  const served = traffic.filter(isOwn).flatMap(({ revisions }) => revisions.filter(({ ok }) => ok > 0));
  const good = new Set(served.map(({ name }) => name).filter((name) => !failing.revisions.includes(name)));
  const appearedAt = (name: string) =>
    Math.min(...changes.filter((change) => isOwn(change) && change.revision === name).map(({ at }) => at));
  const order = (name: string) => (Number.isFinite(appearedAt(name)) ? appearedAt(name) : 0);
  return [...good].sort((a, b) => order(b) - order(a) || (a < b ? 1 : -1))[0];
}
