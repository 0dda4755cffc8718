import type { GroupResponse } from "../../../shared/api-groups.ts";
import { countOf } from "../../lib/format.ts";
import { Time } from "../../parts/time.tsx";

type Props = { ahead: NonNullable<GroupResponse["ahead"]> };

/** Says that entries state a time that is yet to come, so that nobody looks for them in the chart up to now. */
export function Ahead({ ahead: { count, latestAt } }: Props) {
  return (
    <p className="joined-note" role="note">
      {countOf(count, "entry carries", "entries carry")} a time ahead of now, the latest <Time at={latestAt} />: a clock
      runs ahead where they are written. What is ahead is kept, and taken into account once its time has come.
    </p>
  );
}
