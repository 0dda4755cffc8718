import type { PoolClient } from "pg";
import type { GroupResponse } from "../../shared/api-groups.ts";
import { entriesUrl, entrySample } from "../../shared/entry-sample.ts";
import { isoOfMinutes, toIso } from "../../shared/time.ts";
import type { Range } from "../../shared/time-range.ts";
import { PlumblineError } from "../lib/errors.ts";
import { byIndexes } from "../lib/snapshot.ts";
import { together } from "../lib/together.ts";
import { entriesAhead } from "../store/entries-ahead.ts";
import { readArrivals } from "../store/group-arrivals.ts";
import { listIncidentsOf } from "../store/incident-groups.ts";
import { readMute } from "../store/mutes.ts";
import { findGroup, readFound, type StoredGroup } from "../store/read-group.ts";
import { listTwins } from "../store/same-signature.ts";
import type { ApiDeps } from "./deps.ts";
import { sameInReference, wireCadence } from "./group-list.ts";
import { commonReference } from "./references.ts";

/**
 * The group in which the one of this id is shown, with why its entries are one, where else it is seen, and the incidents it belongs
 * to. Throws `not-found`.
 */
export async function groupPage(deps: ApiDeps, askedId: string, range: Range): Promise<GroupResponse> {
  const read = await byIndexes(deps.pool, (client) => readPage(deps, client, askedId, range));
  if (read === undefined) {
    throw new PlumblineError("not-found", `There is no group ${askedId}. Its entries may have expired.`);
  }
  const { stored, arrivals, same, mute, ahead, twins, incidents } = read;
  const { id } = stored;
  return {
    range: { from: toIso(range.from), to: toIso(range.to) },
    reference: commonReference(deps, [stored.environment]),
    group: {
      ...groupOf(deps, stored),
      cadence: wireCadence(deps.cadenceOf(arrivals.get(id) ?? [], stored.callers)),
      sameInReference: same(stored),
    },
    mute: mute ?? null,
    ahead: ahead === undefined ? null : { count: ahead.count, latestAt: toIso(ahead.latestAt) },
    elsewhere: twins.map((twin) => ({ ...twin, lastSeen: toIso(Math.min(twin.lastSeen, deps.now())) })),
    incidents: incidents.map(({ summary, ...incident }) => ({ ...incident, title: summary.title })),
  };
}

/** All that the page is made of, as of one moment, asked for over one connection; undefined where there is no such group. */
async function readPage(deps: ApiDeps, client: PoolClient, askedId: string, range: Range) {
  const now = deps.now();
  const found = await findGroup(client, askedId, now);
  if (found === undefined) return undefined;
  const { id } = found;
  const [stored, arrivals, same, mute, ahead, twins, incidents] = await together(
    readFound(client, found, range, now),
    readArrivals(client, [id], range),
    sameInReference({ ...deps, pool: client }, [found], range),
    readMute(client, id, now),
    entriesAhead(client, id, now),
    listTwins(client, id, range),
    listIncidentsOf(client, id),
  );
  return { stored, arrivals, same, mute, ahead, twins, incidents };
}

type GroupView = GroupResponse["group"];

function groupOf(
  { maskRules, familyInWords }: ApiDeps,
  stored: StoredGroup,
): Omit<GroupView, "cadence" | "sameInReference"> {
  const { id, title, kind, environment, service, signature, total, instances, distinctCallers } = stored;
  const isoOf = isoOfMinutes();
  return {
    ...{ id, title, kind, environment, service, total, instances, distinctCallers },
    family: signature.family ?? null,
    count: stored.perMinute.reduce((sum, [, count]) => sum + count, 0),
    firstSeen: toIso(stored.firstSeen),
    lastSeen: toIso(stored.lastSeen),
    revisions: stored.revisions.slice(0, 3).map(({ name }) => name),
    revisionCount: stored.revisions.length,
    mutedUntil: stored.mutedUntil === null ? null : toIso(stored.mutedUntil),
    slots: signature.slots,
    template: signature.template,
    masks: signature.masks.map(({ rule, count }) => {
      const known = maskRules.find(({ name }) => name === rule);
      return { rule, count, mask: known?.mask ?? "", why: known?.why ?? "" };
    }),
    cause: signature.family === undefined ? null : (familyInWords(signature.family) ?? null),
    perMinute: stored.perMinute.map(([minute, count]) => [isoOf(minute), count]),
    revisionCounts: stored.revisions.map((revision) => ({
      ...revision,
      firstSeen: toIso(revision.firstSeen),
      lastSeen: toIso(revision.lastSeen),
    })),
    callers: stored.callers.map(({ userAgent, remoteIp, count }) => ({
      userAgent: userAgent ?? null,
      remoteIp: remoteIp ?? null,
      count,
    })),
    samples: stored.samples.map(entrySample),
    logsUrl: entriesUrl(stored.samples),
  };
}
