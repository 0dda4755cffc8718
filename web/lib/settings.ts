import { useSyncExternalStore } from "react";

/** What a reader chose for this browser: `theme`, `zone`, `shortcuts`. Kept in local storage where that is allowed. */
export type SettingName = "theme" | "zone" | "shortcuts";

const PREFIX = "plumbline.";
const listeners = new Set<() => void>();
/** Holds choices where storage is refused (private windows). */
const memory = new Map<string, string>();

/** A setting with what it means when nothing was chosen, and how to change it. */
export function useSetting(name: SettingName, fallback: string): [string, (value: string) => void] {
  const value = useSyncExternalStore(subscribe, () => readSetting(name) ?? fallback);
  return [value, (next) => writeSetting(name, next)];
}

/** What was chosen, or undefined. */
export function readSetting(name: SettingName): string | undefined {
  try {
    return localStorage.getItem(PREFIX + name) ?? memory.get(name);
  } catch {
    return memory.get(name);
  }
}

/** Keeps a choice and tells everyone who shows it. */
export function writeSetting(name: SettingName, value: string): void {
  memory.set(name, value);
  try {
    localStorage.setItem(PREFIX + name, value);
  } catch {
    // Storage is refused: the choice lasts as long as the page.
  }
  for (const listener of listeners) listener();
}

/** Calls `listener` whenever a setting changes; gives the way to stop. */
export function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
