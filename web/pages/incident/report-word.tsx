import { type FormEvent, useEffect, useId, useState } from "react";
import type { ShownIncident } from "../../../shared/api-incident.ts";
import { faultOfWord, isNumberField, type WordField } from "../../../shared/people.ts";
import { useWriteWord } from "../../data/reports.ts";
import { failureText } from "../../lib/failure.ts";
import { tellFailure } from "../../lib/notices.ts";
import { visible } from "../../lib/text.ts";
import { Time } from "../../parts/time.tsx";

type Props = { incident: ShownIncident; field: WordField; label: string; hint: string; derived?: string } & {
  /** Why it can't be written; undefined where it can. */
  readOnly: string | undefined;
};

/** One field of the report: what a person wrote, by whom and when. What was typed stays where keeping it fails. */
export function ReportWord({ incident, field, label, hint, derived, readOnly }: Props) {
  const id = useId();
  const word = incident.people?.find((one) => one.field === field);
  const kept = word?.text ?? "";
  const [text, setText] = useState(kept);
  useEffect(() => setText(kept), [kept]);
  const write = useWriteWord(incident.id);
  const isChanged = text.trim() !== kept;
  const fault = text.trim() === "" ? undefined : faultOfWord(field, text.trim());
  const keep = (value: string | null) =>
    write.mutate(
      { field, text: value },
      { onError: (error) => tellFailure(failureText(`“${label}” was not kept`, error), () => keep(value)) },
    );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    keep(text.trim() === "" ? null : text.trim());
  };
  const shared = {
    id,
    className: "field",
    placeholder: derived === undefined || derived === "" ? hint : `${hint}; derived: ${derived}`,
    value: text,
    readOnly: readOnly !== undefined,
    title: readOnly,
    "aria-describedby": `${id}-note`,
  };
  return (
    <form className="report-word" onSubmit={submit}>
      <label htmlFor={id}>{label}</label>
      {isNumberField(field) ? (
        <input {...shared} inputMode="numeric" maxLength={12} onChange={(event) => setText(event.target.value)} />
      ) : (
        <textarea
          {...shared}
          rows={kept === "" ? 2 : 4}
          maxLength={5000}
          onChange={(event) => setText(event.target.value)}
        />
      )}
      <p id={`${id}-note`} className="quiet">
        {isChanged && fault !== undefined && <span className="report-fault">{fault}</span>}
        {!isChanged && word !== undefined && (
          <>
            Edited by {visible(word.who)} at <Time at={word.at} />
            {word.instead !== undefined && `; derived: ${visible(word.instead)}`}
          </>
        )}
      </p>
      {isChanged && (
        <div className="report-word-actions">
          <button type="submit" className="button button-small" disabled={write.isPending || fault !== undefined}>
            {write.isPending ? "Keeping" : text.trim() === "" ? "Withdraw" : "Keep"}
          </button>
          <button type="button" className="text-button" onClick={() => setText(kept)}>
            Undo
          </button>
        </div>
      )}
    </form>
  );
}
