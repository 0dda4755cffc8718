import type { Moment } from "../../../shared/api-incident.ts";
import { countOf } from "../../lib/format.ts";
import { visible } from "../../lib/text.ts";
import { Time } from "../../parts/time.tsx";
import { changeLine } from "./change-list.tsx";

type Props = { moments: readonly Moment[]; place: number; go: (place: number) => void };

/** The moments at which more than counts changed, the newest first, each a way to go there. */
export function MomentList({ moments, place, go }: Props) {
  const changes = moments.flatMap((moment, index) => (moment.changes.length > 0 ? [{ moment, index }] : [])).reverse();
  const counts = moments.length - changes.length;
  return (
    <details className="moment-list">
      <summary>
        {countOf(changes.length, "change")}
        {counts > 0 && `, and ${countOf(counts, "moment")} at which only counts moved`}
      </summary>
      <ol>
        {changes.map(({ moment, index }) => (
          <li key={moment.revision}>
            <button type="button" aria-current={index === place ? "time" : undefined} onClick={() => go(index)}>
              <Time at={moment.at} />
              <span className="moment-who">{visible(moment.who)}</span>
              <span>{changeLine(moment.changes)}</span>
            </button>
          </li>
        ))}
      </ol>
    </details>
  );
}
