import { useEffect } from "react";
import { isDialogOpen } from "./dialog.ts";
import { readSetting } from "./settings.ts";

/** Keys and what they do on this page; two keys in a row are written with a space: `g i`. */
export type Shortcuts = Record<string, () => void>;

const SEQUENCE_MS = 1000;

/** Listens for single keys while nobody types in a field. Readers can switch them off (WCAG 2.1.4). */
export function useShortcuts(shortcuts: Shortcuts): void {
  useEffect(() => {
    let first = "";
    let firstAt = 0;
    const onKey = (event: KeyboardEvent) => {
      if (readSetting("shortcuts") === "off" || isTaken(event)) return;
      const sequence = event.timeStamp - firstAt < SEQUENCE_MS ? `${first} ${event.key}` : event.key;
      const action = shortcuts[sequence] ?? shortcuts[event.key];
      first = event.key;
      firstAt = event.timeStamp;
      if (action === undefined) return;
      event.preventDefault();
      action();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [shortcuts]);
}

function isTaken(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return true;
  if (isDialogOpen()) return true;
  const { target } = event;
  return target instanceof HTMLElement && target.closest("input, select, textarea, [role=menu]") !== null;
}
