import { useSyncExternalStore } from "react";
import { SECOND } from "../../shared/time.ts";
import { readSetting, useSetting } from "./settings.ts";

export type Zone = "utc" | "local";

const TICK_MS = 15 * SECOND;
const listeners = new Set<() => void>();
let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;

/** The present in milliseconds since 1970, renewed every 15 s for everything that shows an age. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now);
}

/** Which zone times are shown in, and how to change it. */
export function useZone(): [Zone, (zone: Zone) => void] {
  const [zone, setZone] = useSetting("zone", "utc");
  return [zone === "local" ? "local" : "utc", setZone];
}

/** `2026-11-21 14:03:20 UTC`, or the same moment with the reader's zone. Gives back what it can't read. */
export function moment(at: string | number, zone: Zone): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return String(at);
  if (zone === "utc") return `${date.toISOString().slice(0, 19).replace("T", " ")} UTC`;
  return local.format(date);
}

/** The time of day alone with seconds: `14:03:20`. */
export function timeOfDay(at: string | number, zone: Zone): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return String(at);
  return zone === "utc" ? date.toISOString().slice(11, 19) : localTime.format(date);
}

/** Day and minute, for ranges: `21 Nov 14:03`. */
export function dayAndMinute(at: string | number, zone: Zone): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return String(at);
  return (zone === "utc" ? utcDay : localDay).format(date);
}

/** Day and second, for what stands in a list: `21 Nov, 14:03:20`. */
export function dayAndSecond(at: string | number, zone: Zone): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return String(at);
  return (zone === "utc" ? utcSecond : localSecond).format(date);
}

/** The name of the zone as the header shows it. */
export function zoneName(zone: Zone = readSetting("zone") === "local" ? "local" : "utc"): string {
  return zone === "utc" ? "UTC" : (Intl.DateTimeFormat().resolvedOptions().timeZone ?? "local");
}

const full = {
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
  timeZoneName: "short",
} as const;
const minute = { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
const local = new Intl.DateTimeFormat("sv-SE", full);
const localTime = new Intl.DateTimeFormat("sv-SE", { timeStyle: "medium" });
const utcDay = new Intl.DateTimeFormat("en-GB", { ...minute, timeZone: "UTC" });
const localDay = new Intl.DateTimeFormat("en-GB", minute);
const utcSecond = new Intl.DateTimeFormat("en-GB", { ...minute, second: "2-digit", timeZone: "UTC" });
const localSecond = new Intl.DateTimeFormat("en-GB", { ...minute, second: "2-digit" });

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (timer === undefined) now = Date.now();
  timer ??= setInterval(tick, TICK_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

function tick(): void {
  now = Date.now();
  for (const listener of listeners) listener();
}
