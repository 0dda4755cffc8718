import { Bell, BellOff } from "lucide-react";
import type { Mute } from "../../../shared/api-groups.ts";
import { useMute } from "../../data/groups.ts";
import { failureText } from "../../lib/failure.ts";
import { countOf } from "../../lib/format.ts";
import { tellFailure } from "../../lib/notices.ts";
import { visible } from "../../lib/text.ts";
import { SaidNote } from "../../parts/said-note.tsx";
import { Time } from "../../parts/time.tsx";

/** Says who muted the group, why, until when, and what that kept quiet. */
export function MuteNote({ id, mute, mayLift }: { id: string; mute: Mute; mayLift: boolean }) {
  const lift = useMute(id);
  const run = () =>
    lift.mutate(undefined, { onError: (error) => tellFailure(failureText("The mute was not lifted", error), run) });
  const { who, reason, since, until, entries, wouldHaveFired, lastFired } = mute;
  return (
    <SaidNote
      label="Mute"
      icon={BellOff}
      action={
        mayLift && (
          <button type="button" className="button" disabled={lift.isPending} onClick={run}>
            <Bell size={16} aria-hidden="true" /> Lift the mute
          </button>
        )
      }
    >
      <p>
        <strong>Muted</strong> by {visible(who)} from <Time at={since} /> until <Time at={until} />: {visible(reason)}
      </p>
      <p className="quiet">
        Kept quiet so far: {countOf(entries, "entry", "entries")};{" "}
        {wouldHaveFired === 0
          ? "no incident would have been opened."
          : `${countOf(wouldHaveFired, "incident")} would have been opened.`}
        {lastFired && (
          <>
            {" "}
            Last at <Time at={lastFired.at} />: {visible(lastFired.statement)}
          </>
        )}
      </p>
    </SaidNote>
  );
}
