import type { StatusResponse } from "../shared/api.ts";
import { DOORS, type Door } from "./doors.ts";
import type { Pauses } from "./source-pauses.ts";
import { pausedSentence } from "./source-run.ts";
import type { StoredPause } from "./store/source-pauses.ts";

/** Why the database just took nothing of what came through the door of this name; undefined where it takes it. */
export type RefusalOf = (door: string) => string | undefined;

/** How a door is, and a sentence on it: open, closed by a person, or turning senders away. */
export function doorState(
  { detail }: Door,
  pause: StoredPause | undefined,
  refusal: string | undefined,
): { state: "idle" | "paused" | "failed"; detail: string } {
  if (pause !== undefined) {
    const [who] = pausedSentence(pause).split(" It goes on");
    return { state: "paused", detail: `${who} ${TURNED_AWAY}` };
  }
  if (refusal === undefined) return { state: "idle", detail };
  return { state: "failed", detail: `Plumbline's database does not take entries: ${refusal}. ${TURNED_AWAY}` };
}

const TURNED_AWAY =
  "Whoever sends is answered 503 with Retry-After, and nothing of it is stored: senders that try again lose nothing.";

/** The doors that let nothing in, as the status of sources says it. */
export function shutDoors(pauses: Pauses, refusalOf: RefusalOf): StatusResponse["sources"] {
  return DOORS.map((door) => ({
    name: door.name,
    kind: door.name,
    ...doorState(door, pauses.of(door.name), refusalOf(door.name)),
  })).filter(({ state }) => state !== "idle");
}
