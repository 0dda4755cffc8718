import { Merge, Split } from "lucide-react";
import { useState } from "react";
import type { GroupExplanation, GroupPartView } from "../../../shared/api-group-joins.ts";
import { openDialog } from "../../lib/dialog.ts";
import { count, countOf } from "../../lib/format.ts";
import { visible } from "../../lib/text.ts";
import { Nothing, Section } from "../../parts/section.tsx";
import { Age, Time } from "../../parts/time.tsx";
import { JOIN_DIALOG } from "./join-dialog.tsx";
import { JoinHistory } from "./join-history.tsx";
import { REASON_DIALOG, ReasonDialog, type Wish } from "./reason-dialog.tsx";
import "./joins.css";

/** The groups that are shown as this one, why, and what people can change about it. */
export function Parts({ explanation, mayJoin }: { explanation: GroupExplanation; mayJoin: boolean }) {
  const { groupId, parts, history } = explanation;
  const [wish, setWish] = useState<Wish>();
  const ask = (next: Wish) => {
    setWish(next);
    // The dialog shows its wish before it opens.
    requestAnimationFrame(() => openDialog(REASON_DIALOG));
  };
  return (
    <Section
      id="parts"
      title="Groups that are shown as this one"
      aside={
        mayJoin && (
          <button type="button" className="button button-small" onClick={() => openDialog(JOIN_DIALOG)}>
            <Merge size={14} aria-hidden="true" /> Join another
          </button>
        )
      }
    >
      {parts.length < 2 && (
        <Nothing>
          None but itself. Groups whose texts vary only in words are joined by themselves, others by people.
        </Nothing>
      )}
      {parts.length > 1 && (
        <table className="plain-table parts-table">
          <thead>
            <tr>
              <th scope="col">Text</th>
              <th scope="col">In this time</th>
              <th scope="col">Last seen</th>
              <th scope="col">Why it is shown here</th>
              <th scope="col">
                <span className="visually-hidden">Change</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {parts.map((part) => (
              <PartRow key={part.id} part={part} split={mayJoin ? () => ask({ kind: "split", part }) : undefined} />
            ))}
          </tbody>
        </table>
      )}
      <JoinHistory history={history} undo={mayJoin ? (event) => ask({ kind: "undo", event }) : undefined} />
      <ReasonDialog groupId={groupId} wish={wish} />
    </Section>
  );
}

function PartRow({ part, split }: { part: GroupPartView; split: (() => void) | undefined }) {
  const { id, title, count: many, total, lastSeen, rule } = part;
  return (
    <tr>
      <th scope="row">
        {visible(title)} <code className="quiet">{id}</code>
      </th>
      <td className="number" data-label="In this time" title={countOf(total, "entry in all", "entries in all")}>
        {count(many)}
      </td>
      <td data-label="Last seen">
        <Age at={lastSeen} />
      </td>
      <td>
        <Why part={part} />
      </td>
      <td>
        {rule !== null && split !== undefined && (
          <button
            type="button"
            className="button button-small"
            onClick={split}
            aria-label={`Split out ${visible(title)}`}
          >
            <Split size={14} aria-hidden="true" /> Split out
          </button>
        )}
      </td>
    </tr>
  );
}

function Why({ part: { rule, differences, who, reason, at } }: { part: GroupPartView }) {
  if (rule === null) return <span className="quiet">The group itself: the first that was seen.</span>;
  if (rule === "person") {
    return (
      <>
        Joined by {visible(who ?? "a person")}
        {at !== null && (
          <>
            {" "}
            on <Time at={at} />
          </>
        )}
        : {visible(reason ?? "")}
      </>
    );
  }
  return (
    <>
      One statement in which words vary:{" "}
      {differences.map(({ a, b }, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two places may differ alike, and the list never changes by itself.
        <span key={place} className="difference">
          <code>{visible(a) || "nothing"}</code> <span aria-hidden="true">→</span>
          <span className="visually-hidden">is here</span> <code>{visible(b) || "nothing"}</code>
        </span>
      ))}
    </>
  );
}
