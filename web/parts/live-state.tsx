import type { Liveness } from "../data/live.ts";
import { moment, timeOfDay, useZone } from "../lib/clock.ts";

/** Whether changes arrive by themselves, and if not, since when they may be missing. */
export function LiveState({ liveness }: { liveness: Liveness }) {
  const [zone] = useZone();
  return (
    <span className="live-state" data-state={liveness.state} role="status">
      <span className="live-dot" aria-hidden="true" />
      {liveness.state === "live" && <span className="live-word">Live</span>}
      {liveness.state === "connecting" && <span className="live-word">Connecting</span>}
      {liveness.state === "stale" && (
        <span title={`Nothing was heard from the server since ${moment(liveness.since, zone)}. Trying again.`}>
          Stale since {timeOfDay(liveness.since, zone)}
        </span>
      )}
    </span>
  );
}
