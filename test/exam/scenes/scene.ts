import { cloudRun, type Entry, unsteady } from "../platforms.ts";

/** What a scene must be read as: one row per incident. */
export type Expected = {
  service: string;
  /** Null where the honest answer is that the cause is not known. */
  family: string | null;
  slots?: Record<string, string>;
  /** Failed requests of the incident's impact. */
  failed?: number;
};
export type Scene = {
  name: string;
  entries: Entry[];
  expected: Expected[];
  /** That of every incident, where it matters. */
  status?: "open" | "resolved";
};

export const PROJECT = "globex-prod-7731";

/** A moment of the scenes' day: minutes (and seconds) after its beginning, RFC 3339. */
export function at(minutes: number, seconds = 0): string {
  return new Date(Date.parse("2026-04-14T08:00:00Z") + minutes * 60_000 + seconds * 1000).toISOString();
}

/** One of sixty callers. */
export function who(i: number): { remoteIp: string } {
  return { remoteIp: `198.51.100.${i % 60}` };
}

/** Requests of an hour that are answered. */
export function served(service: string, path: string, count = 300, everyMs = 12_000): Entry[] {
  const app = cloudRun(PROJECT, service);
  return unsteady(everyMs, count, at(0)).map((t, i) => app.request({ at: t, path, ...who(i) }, i));
}
