import type { ErrorGroup } from "../../shared/group.ts";
import { excerpt, plural } from "../../shared/words.ts";
import type { ExplainContext, FailureCase } from "./context.ts";

const MAX_SHOWN = 10;
const MAX_LENGTH = 120;

/** Errors of the same service in the same time that do not go together with the failure, each in words; the ten most frequent. */
export function unexplainedBeside(failure: FailureCase, { groups }: Pick<ExplainContext, "groups">): string[] {
  const own = new Set(failure.members.map(({ group }) => group.id));
  const from = Math.min(...failure.members.map(({ group }) => group.firstSeen));
  const to = Math.max(...failure.members.map(({ group }) => group.lastSeen));
  const shown: string[] = [];
  for (const { environment, service, id, firstSeen, lastSeen, title, count } of byCount(groups)) {
    const isOfPlace = service === failure.service && environment === failure.environment;
    if (!isOfPlace || lastSeen < from || firstSeen > to || own.has(id)) continue;
    shown.push(`${excerpt(title, MAX_LENGTH)} (${plural(count, "event")})`);
    if (shown.length === MAX_SHOWN) break;
  }
  return shown;
}

/** The most frequent first, sorted once for the thousands of failures that are explained with the same groups. */
function byCount(groups: readonly ErrorGroup[]): readonly ErrorGroup[] {
  const known = sorted.get(groups) ?? groups.toSorted((a, b) => b.count - a.count);
  sorted.set(groups, known);
  return known;
}

const sorted = new WeakMap<readonly ErrorGroup[], readonly ErrorGroup[]>();
