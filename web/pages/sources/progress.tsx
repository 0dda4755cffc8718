import type { SourceView } from "../../../shared/api-operations.ts";
import { duration, percent } from "../../lib/format.ts";
import { Time } from "../../parts/time.tsx";

type Props = { progress: NonNullable<SourceView["progress"]>; now: number; isPaused: boolean };

/** How much of what lies behind is read, and when the source will have caught up. */
export function ReadingOn({ progress: { from, readTo, endsAt }, now, isPaused }: Props) {
  const whole = Math.max(1, now - Date.parse(from));
  const share = Math.min(1, Math.max(0, (Date.parse(readTo) - Date.parse(from)) / whole));
  return (
    <div className="source-progress">
      <progress value={share} max={1} aria-label="Read of what lies behind" />
      <p>
        <strong>{percent(share)}</strong> of <Time at={from} form="day" /> to now; read up to{" "}
        <Time at={readTo} form="day" />.{" "}
        {isPaused
          ? "It goes on from there."
          : endsAt === null
            ? "The end is not known yet."
            : `Caught up in about ${duration(Math.max(0, Date.parse(endsAt) - now))}.`}
      </p>
    </div>
  );
}
