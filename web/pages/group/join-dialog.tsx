import { type FormEvent, useState } from "react";
import type { GroupResponse, GroupSummary } from "../../../shared/api-groups.ts";
import { useJoin, useJoinable } from "../../data/group-joins.ts";
import { closeDialog } from "../../lib/dialog.ts";
import { failureText } from "../../lib/failure.ts";
import { countOf } from "../../lib/format.ts";
import { tellDone, tellFailure } from "../../lib/notices.ts";
import { visible } from "../../lib/text.ts";
import { DialogHead } from "../../parts/dialog-head.tsx";
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
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const given = new FormData(form);
    join.mutate(
      { group: String(given.get("group")), reason: String(given.get("reason")).trim() },
      {
        onSuccess: () => {
          closeDialog(form);
          form.reset();
          setWords("");
          tellDone("Both are shown as one group. Its entries are counted together.");
        },
        onError: (error) => tellFailure(failureText("The groups were not joined", error)),
      },
    );
  };
  return (
    <dialog
      id={JOIN_DIALOG}
      className="dialog"
      aria-labelledby="join-title"
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <DialogHead id="join-title">Join another group</DialogHead>
      <form className="mute-form" onSubmit={submit}>
        <p className="quiet">
          Its entries, those of before and those to come, are counted here. Both keep what they are: the change can be
          taken back.
        </p>
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
        <fieldset className="join-choices">
          <legend>Group to show in this one</legend>
          {others.map((other) => (
            <Choice key={other.id} group={other} />
          ))}
          {found.isSuccess && others.length === 0 && (
            <p className="quiet">No other group of this service in the last 30 days fits these words.</p>
          )}
          {found.error && <p className="quiet">{failureText("The groups could not be read", found.error)}</p>}
        </fieldset>
        <label>
          Why
          <input
            className="field"
            name="reason"
            required
            maxLength={500}
            autoComplete="off"
            placeholder="The same mistake because …"
          />
        </label>
        <button type="submit" className="button button-main" disabled={join.isPending || others.length === 0}>
          {join.isPending ? "Joining" : "Join"}
        </button>
      </form>
    </dialog>
  );
}

function Choice({ group: { id, title, count, lastSeen } }: { group: GroupSummary }) {
  return (
    <label className="join-choice">
      <input type="radio" name="group" value={id} required />
      <span>
        {visible(title)}
        <span className="quiet">
          {countOf(count, "entry", "entries")}, last <Age at={lastSeen} />
        </span>
      </span>
    </label>
  );
}
