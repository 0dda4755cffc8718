import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { changedEventSchema } from "../../shared/api.ts";
import { apiUrl } from "./http.ts";
import { checksKey, environmentsKey, groupsKey, incidentKey, incidentsKey, sourcesKey, statusKey } from "./keys.ts";

const SECOND = 1000;
/** The server speaks every 15 s; three silent turns mean that nobody is there. */
const SILENCE_MS = 45 * SECOND;
const RETRY_MS = 5 * SECOND;

/** `stale`: changes since `since` (milliseconds since 1970) may be missing from the page. */
export type Liveness = { state: "connecting" } | { state: "live" } | { state: "stale"; since: number };

/** Listens for changes and reads again what changed; says since when the page may be stale. */
export function useLiveUpdates(): Liveness {
  const client = useQueryClient();
  const [liveness, setLiveness] = useState<Liveness>({ state: "connecting" });
  useEffect(() => listen(client, setLiveness), [client]);
  return liveness;
}

function listen(client: QueryClient, tell: (liveness: Liveness) => void): () => void {
  let stream: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let heardAt = Date.now();
  let isDown = false;

  const lost = () => {
    stream?.close();
    isDown = true;
    tell({ state: "stale", since: heardAt });
    clearTimeout(timer);
    timer = setTimeout(open, RETRY_MS);
  };
  const heard = () => {
    heardAt = Date.now();
    // What changed while nobody listened is unknown: read everything that is on the page.
    if (isDown) void client.invalidateQueries();
    isDown = false;
    tell({ state: "live" });
    clearTimeout(timer);
    timer = setTimeout(lost, SILENCE_MS);
  };
  const open = () => {
    stream = new EventSource(apiUrl("/events"));
    stream.addEventListener("hello", heard);
    stream.addEventListener("heartbeat", heard);
    stream.addEventListener("changed", (event) => {
      heard();
      changed(client, event.data);
    });
    stream.addEventListener("error", lost);
    clearTimeout(timer);
    timer = setTimeout(lost, SILENCE_MS);
  };

  open();
  return () => {
    clearTimeout(timer);
    stream?.close();
  };
}

function changed(client: QueryClient, text: unknown): void {
  const id = incidentIdOf(text);
  void client.invalidateQueries({ queryKey: incidentsKey });
  void client.invalidateQueries({ queryKey: statusKey });
  if (id === null) void client.invalidateQueries({ queryKey: sourcesKey });
  for (const queryKey of [groupsKey, environmentsKey, checksKey]) void client.invalidateQueries({ queryKey });
  void client.invalidateQueries({ queryKey: id === null ? ["incident"] : incidentKey(id) });
}

/** The id that a `changed` event names; null where it names none or can't be read: then everything is read again. */
function incidentIdOf(text: unknown): string | null {
  try {
    const parsed = changedEventSchema.safeParse(JSON.parse(String(text)));
    return parsed.success ? parsed.data.incidentId : null;
  } catch {
    return null;
  }
}
