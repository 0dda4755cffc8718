import type { JoinEventView } from "../../../shared/api-group-joins.ts";
import { countOf } from "../../lib/format.ts";
import { visible } from "../../lib/text.ts";
import { Time } from "../../parts/time.tsx";

type Props = {
  history: JoinEventView[];
  /** Left out for those who may not change it. */
  undo: ((event: JoinEventView) => void) | undefined;
};

/** Who joined and split what, newest first, each to be taken back. */
export function JoinHistory({ history, undo }: Props) {
  if (history.length === 0) return null;
  return (
    <details className="join-history" open={history.some(({ rule, undone }) => rule === "person" && undone === null)}>
      <summary>{countOf(history.length, "change", "changes")} of what is shown here</summary>
      <ol>
        {history.map((event) => (
          <li key={event.id}>
            <div className="join-change">
              <p>{inWords(event)}</p>
              <p className="quiet">
                <Time at={event.at} />
                {event.reason !== null && <>: {visible(event.reason)}</>}
                {event.undone !== null && (
                  <>
                    {" "}
                    Taken back by {visible(event.undone.who)} on <Time at={event.undone.at} />
                    {event.undone.reason !== null && <>: {visible(event.undone.reason)}</>}
                  </>
                )}
              </p>
            </div>
            {event.undone === null && undo !== undefined && (
              <button type="button" className="button button-small" onClick={() => undo(event)}>
                Take back
              </button>
            )}
          </li>
        ))}
      </ol>
    </details>
  );
}

/** `ann@example.com split out “session closed for user bob”`. */
export function inWords({ who, kind, memberTitle, memberId }: JoinEventView): string {
  const name = memberTitle === null ? memberId : `“${visible(memberTitle)}”`;
  return kind === "join" ? `${visible(who)} joined ${name}` : `${visible(who)} split out ${name}`;
}
