import type { Pool } from "pg";
import type { Incident } from "../shared/incident.ts";
import { incidentIdOf } from "./explain-case.ts";
import { type Editor, mute } from "./store/edit-incident.ts";
import { statusesOf } from "./store/incident-groups.ts";
import { endMutes, listMutedGroups, muteGroup, type NewMute, noteFirings, unmuteGroup } from "./store/mutes.ts";

type Announce = NonNullable<Editor["announce"]>;

const PLUMBLINE = "Plumbline";

/** What has to be known of an incident to keep it quiet. */
type Quietable = Pick<Incident, "id" | "status" | "title">;

/**
 * The incidents that may be opened: without those that a muted group leads. One that was there before the mute stays, muted.
 * Counts what would have been opened. `now` in milliseconds since 1970.
 */
export async function withoutMuted<T extends Quietable>(
  pool: Pool,
  incidents: T[],
  now: number,
  announce?: Announce,
): Promise<T[]> {
  const editor = { who: PLUMBLINE, at: now, ...(announce === undefined ? {} : { announce }) };
  for (const groupId of await endMutes(pool, now)) await setIncident(pool, groupId, false, editor);
  const muted = new Map((await listMutedGroups(pool, now)).map((groupId) => [incidentIdOf(groupId), groupId]));
  if (muted.size === 0) return incidents;
  const firings = incidents.flatMap((incident) => {
    const groupId = muted.get(incident.id);
    return groupId === undefined || incident.status === "resolved" ? [] : [{ groupId, statement: incident.title }];
  });
  await noteFirings(pool, firings, now);
  const stored = await statusesOf(pool, [...muted.keys()]);
  return incidents.filter(({ id }) => !muted.has(id) || stored.has(id));
}

/** Mutes a group, and the incident that it leads where there is one. */
export async function muteGroupAndIncident(
  pool: Pool,
  { announce, ...wish }: NewMute & { announce?: Announce },
): Promise<void> {
  await muteGroup(pool, wish);
  const editor = { who: wish.who, at: wish.since, ...(announce === undefined ? {} : { announce }) };
  await setIncident(pool, wish.groupId, true, editor);
}

/** Lifts both. Whether the group was muted. */
export async function unmuteGroupAndIncident(pool: Pool, groupId: string, editor: Editor): Promise<boolean> {
  const wasMuted = await unmuteGroup(pool, groupId);
  if (wasMuted) await setIncident(pool, groupId, false, editor);
  return wasMuted;
}

async function setIncident(pool: Pool, groupId: string, isMuted: boolean, editor: Editor): Promise<void> {
  const id = incidentIdOf(groupId);
  if ((await statusesOf(pool, [id])).has(id)) await mute(pool, id, isMuted, editor);
}
