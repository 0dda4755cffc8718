import { BellOff } from "lucide-react";
import { dayAndMinute, useZone } from "../lib/clock.ts";

/** Says that a group opens no incident, and until when. */
export function MutedBadge({ until }: { until: string }) {
  const [zone] = useZone();
  return (
    <span className="badge">
      <BellOff size={12} aria-hidden="true" /> Muted until {dayAndMinute(until, zone)}
    </span>
  );
}
