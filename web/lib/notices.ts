import { useSyncExternalStore } from "react";

/** A sentence that appears for a while; failures stay until they are dismissed. */
export type Notice = { id: number; kind: "done" | "failure"; text: string; retry?: () => void };

const DONE_MS = 6000;
const listeners = new Set<() => void>();
let notices: Notice[] = [];
let nextId = 1;

/** The notices on the page, oldest first. */
export function useNotices(): Notice[] {
  return useSyncExternalStore(subscribe, () => notices);
}

/** Shows a sentence about something that worked. */
export function tellDone(text: string): void {
  const id = add({ kind: "done", text });
  setTimeout(() => dismiss(id), DONE_MS);
}

/** Shows that something failed, with the way to try again. */
export function tellFailure(text: string, retry?: () => void): void {
  add({ kind: "failure", text, ...(retry === undefined ? {} : { retry }) });
}

/** Takes a notice away. */
export function dismiss(id: number): void {
  notices = notices.filter((notice) => notice.id !== id);
  announce();
}

function add(notice: Omit<Notice, "id">): number {
  const id = nextId++;
  notices = [...notices.slice(-3), { ...notice, id }];
  announce();
  return id;
}

function announce(): void {
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
