import { useState } from "react";
import type { GroupResponse, GroupSummary } from "../../../shared/api-groups.ts";
import { useJoin, useJoinable } from "../../data/group-joins.ts";
import { failureText } from "../../lib/failure.ts";
import { countOf } from "../../lib/format.ts";
import { tellDone } from "../../lib/notices.ts";
import { visible } from "../../lib/text.ts";
import { AskDialog } from "../../parts/ask-dialog.tsx";
import { Age } from "../../parts/time.tsx";

export const JOIN_DIALOG = "join";

type Group = GroupResponse["group"];

/** Asks which other group of the service is the same mistake, and why, and shows it in this one. */
export function JoinDialog({ group }: { group: Group }) {
  const [words, setWords] = useState("");
  const [isOpen, setOpen] = useState(false);
  const found = useJoinable(group, words.trim(), isOpen);
  const join = useJoin(group.id);
  const others = (found.data?.groups ?? []).filter(({ id }) => id !== group.id);
  const act = async (reason: string, given: FormData) => {
    await join.mutateAsync({ group: String(given.get("group")), reason });
    setWords("");
    tellDone("Both are shown as one group. Its entries are counted together.");
  };
  return (
    <AskDialog
      id={JOIN_DIALOG}
      title="Join another group"
      note="Its entries, those of before and those to come, are counted here. Both keep what they are: the change can be taken back."
      placeholder="The same mistake because …"
      button="Join"
      isReady={others.length > 0}
      act={act}
      failed="The groups were not joined"
      onToggle={setOpen}
    >
      <label>
        Find by words or id
        <input
          className="field"
          type="search"
          value={words}
          onChange={(event) => setWords(event.currentTarget.value)}
          maxLength={200}
          autoComplete="off"
          placeholder={`In ${group.service}, ${group.environment}`}
        />
      </label>
      <fieldset className="choices">
        <legend>Group to show in this one</legend>
        {others.map((other) => (
          <Choice key={other.id} group={other} />
        ))}
        {found.isSuccess && others.length === 0 && (
          <p className="quiet">No other group of this service in the last 30 days fits these words.</p>
        )}
        {found.error && <p className="quiet">{failureText("The groups could not be read", found.error)}</p>}
      </fieldset>
    </AskDialog>
  );
}

function Choice({ group: { id, title, count, lastSeen } }: { group: GroupSummary }) {
  return (
    <label className="choice">
      <input type="radio" name="group" value={id} required />
      <span>
        <span className="choice-title">{visible(title)}</span>
        <span className="choice-meta">
          <span>
            {countOf(count, "entry", "entries")}, last <Age at={lastSeen} />
          </span>
        </span>
      </span>
    </label>
  );
}
