import type { Pool } from "pg";
import type { Incident } from "../shared/incident.ts";
import { incidentIdOf } from "./diagnose.ts";
import { mute } from "./store/edit-incident.ts";
import { statusesOf } from "./store/incident-groups.ts";
import { endMutes, listMutedGroups, muteGroup, type NewMute, noteFirings, unmuteGroup } from "./store/mutes.ts";

const PLUMBLINE = "Plumbline";

/**
 * The incidents that may be opened: without those that a muted group leads. One that was there before the mute stays, muted.
 * Counts what would have been opened. `now` in milliseconds since 1970.
 */
export async function withoutMuted(pool: Pool, incidents: Incident[], now: number): Promise<Incident[]> {
  for (const groupId of await endMutes(pool, now)) await setIncident(pool, groupId, false, PLUMBLINE, now);
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
export async function muteGroupAndIncident(pool: Pool, wish: NewMute): Promise<void> {
  await muteGroup(pool, wish);
  await setIncident(pool, wish.groupId, true, wish.who, wish.since);
}

/** Lifts both. Whether the group was muted. */
export async function unmuteGroupAndIncident(pool: Pool, groupId: string, who: string, now: number): Promise<boolean> {
  const wasMuted = await unmuteGroup(pool, groupId);
  if (wasMuted) await setIncident(pool, groupId, false, who, now);
  return wasMuted;
}

async function setIncident(pool: Pool, groupId: string, isMuted: boolean, who: string, at: number): Promise<void> {
  const id = incidentIdOf(groupId);
  if ((await statusesOf(pool, [id])).has(id)) await mute(pool, id, isMuted, { who, at });
}
