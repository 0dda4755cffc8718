import type { ChangeEvent } from "../shared/events.ts";
import { toIso } from "../shared/time.ts";
import type { Aggregate } from "./group/aggregate.ts";
import type { StoredAggregate } from "./store/load-aggregate.ts";
import type { RevisionSeen } from "./store/merge-changes.ts";

/**
 * The stored counts with a change for each revision that was first seen in the window. Changes that `known` holds are taken from
 * there, as the same objects, and it holds those of this call afterwards.
 */
export function withRevisions(stored: StoredAggregate, known = new Map<string, ChangeEvent>()): Aggregate {
  const changes = stored.revisions.map((revision) => {
    const key = `revision|${revision.environment}|${revision.service}|${revision.name}`;
    const before = known.get(key);
    return before?.at === revision.firstSeen ? before : appeared(key, revision);
  });
  known.clear();
  for (const change of changes) known.set(change.entry.key, change);
  return {
    groups: stored.groups,
    traffic: stored.traffic,
    changes: [...stored.changes, ...changes].sort((a, b) => a.at - b.at || (a.entry.key < b.entry.key ? -1 : 1)),
  };
}

function appeared(key: string, { environment, service, name, firstSeen }: RevisionSeen): ChangeEvent {
  return {
    environment,
    service,
    project: "",
    revision: name,
    at: firstSeen,
    kind: "revision-first-seen",
    statement: `Revision ${name} appeared for the first time in the entries read.`,
    entry: { key, insertId: "", timestamp: toIso(firstSeen), logId: "", project: "" },
  };
}
