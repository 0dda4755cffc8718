import type { Pool, PoolClient } from "pg";
import type { GroupFilter, GroupSummary, GroupsResponse } from "../../shared/api-groups.ts";
import type { Cadence } from "../../shared/group.ts";
import type { Reach } from "../../shared/identity.ts";
import { toIso } from "../../shared/time.ts";
import type { Range } from "../../shared/time-range.ts";
import type { GroupActivity } from "../store/group-activity.ts";
import { type GroupRow, listGroups } from "../store/list-groups.ts";
import { groupsAlsoIn, wasSeen } from "../store/same-signature.ts";
import { countGroups, type ShownGroups } from "../store/shown-groups.ts";
import { twinsIn, wasGroupSeen } from "../store/shown-twins.ts";
import type { ApiDeps } from "./deps.ts";
import { commonReference, comparedWith, isReference } from "./references.ts";

/** Into so many equal parts the range of a list is cut. */
export const BARS = 48;

type ListDeps = Pick<ApiDeps, "pool" | "counts" | "directory" | "activity" | "now" | "config" | "cadenceOf">;

/** The groups of a range within reach as the page lists them. */
export async function groupList(
  deps: ListDeps,
  filter: GroupFilter,
  range: Range,
  reach?: Reach,
): Promise<GroupsResponse> {
  const { pool, counts } = deps;
  const [shown, now] = [await deps.directory.read(), deps.now()];
  const { groups, matching } = await listGroups({ pool, counts, shown, now }, filter, range, reach);
  const counted = countGroups(shown, now, reach);
  const ids = groups.map(({ id }) => id);
  const [activity, same] = await Promise.all([
    deps.activity.read(shown, ids, range, BARS),
    sameInReference({ ...deps, shown }, groups, range),
  ]);
  return {
    range: { from: toIso(range.from), to: toIso(range.to) },
    reference: commonReference(deps, counted.facets.environments),
    groups: groups.map((row) => summaryOf(deps, row, activity.get(row.id), same(row))),
    matching,
    ...counted,
  };
}

type SameInReference = GroupSummary["sameInReference"];

/** `shown`: the groups of a directory, where these are of one. */
type Compared = Pick<ListDeps, "config"> & { pool: Pool | PoolClient; shown?: ShownGroups };

/** For each group of these whether the reference of its environment shows the same error. */
export async function sameInReference(
  deps: Compared,
  groups: readonly Pick<GroupRow, "id" | "environment">[],
  range: Range,
): Promise<(group: Pick<GroupRow, "id" | "environment">) => SameInReference> {
  const compared = Map.groupBy(groups, ({ environment }) => comparedWith(deps, environment));
  const answers = await Promise.all(
    [...compared].map(async ([reference, own]): Promise<[string | undefined, Seen]> => {
      if (reference === undefined) return [reference, { twins: new Set(), isSeen: false }];
      const ids = own.map(({ id }) => id);
      return [reference, await seenIn(deps, ids, reference, range)];
    }),
  );
  const seen = new Map(answers);
  return ({ id, environment }) => {
    if (isReference(deps, environment)) return "is-reference";
    const reference = comparedWith(deps, environment);
    if (reference === undefined) return "none";
    const answer = seen.get(reference);
    if (answer?.twins.has(id)) return "yes";
    return answer?.isSeen ? "no" : "unseen";
  };
}

/** Groups that a reference shows too, and whether anything of it was read. */
type Seen = { twins: Set<string>; isSeen: boolean };

async function seenIn({ pool, shown }: Compared, ids: string[], reference: string, range: Range): Promise<Seen> {
  if (shown !== undefined) {
    const twins = twinsIn(shown, ids, reference, range);
    return { twins, isSeen: wasGroupSeen(shown, reference, range) || (await wasSeen(pool, reference, range)) };
  }
  const [twins, isSeen] = await Promise.all([
    groupsAlsoIn(pool, ids, reference, range),
    wasSeen(pool, reference, range),
  ]);
  return { twins, isSeen };
}

function summaryOf(
  deps: ListDeps,
  row: GroupRow,
  activity: GroupActivity | undefined,
  same: SameInReference,
): GroupSummary {
  const { bars = [], revisions = [], revisionCount = 0, arrivals = [], callers = [] } = activity ?? {};
  const { id, title, kind, environment, service, family, mutedUntil } = row;
  return {
    ...{ id, title, kind, environment, service, family },
    count: bars.reduce((sum, count) => sum + count, 0),
    firstSeen: toIso(row.firstSeen),
    lastSeen: toIso(row.lastSeen),
    cadence: wireCadence(deps.cadenceOf(arrivals, callers)),
    revisions,
    revisionCount,
    sameInReference: same,
    mutedUntil: mutedUntil === null ? null : toIso(mutedUntil),
    bars,
  };
}

/** A rhythm as the API shows it. */
export function wireCadence(cadence: Cadence | undefined): GroupSummary["cadence"] {
  if (cadence === undefined) return null;
  const { periodSeconds, jitterSeconds, confidence, caller } = cadence;
  return { periodSeconds, jitterSeconds, confidence, caller };
}
