import { type FormEvent, useId, useState } from "react";
import { useSayWords } from "../../data/words.ts";
import { failureText } from "../../lib/failure.ts";
import { tellFailure } from "../../lib/notices.ts";
import { useReadOnly } from "./read-only.ts";

const MAX_CHARACTERS = 5000;

type Props = {
  incidentId: string;
  /** The question that is answered; a comment where none is named. */
  whyId?: string;
  label: string;
  hint: string;
  button: string;
  /** What stands in the field at first; default nothing. */
  start?: string;
  /** It was kept, or is not wanted any more; without it the field stays. */
  done?: () => void;
};

/** A field for a person's words: a comment, or the answer to a why. What was typed stays where sending fails. */
export function Say({ incidentId, whyId, label, hint, button, start = "", done }: Props) {
  const id = useId();
  const [text, setText] = useState(start);
  const say = useSayWords(incidentId);
  const readOnly = useReadOnly(whyId === undefined ? "responder" : "commander");
  if (readOnly !== undefined) return null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    say.mutate(whyId === undefined ? { text } : { text, whyId }, {
      onSuccess: () => {
        setText("");
        done?.();
      },
      onError: (error) => tellFailure(failureText("It was not kept", error)),
    });
  };
  return (
    <form className="say" onSubmit={submit}>
      <label htmlFor={id} className="visually-hidden">
        {label}
      </label>
      <textarea
        id={id}
        className="field"
        rows={2}
        placeholder={hint}
        maxLength={MAX_CHARACTERS}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) event.currentTarget.form?.requestSubmit();
        }}
      />
      {done !== undefined && (
        <button type="button" className="button button-small" onClick={done}>
          Cancel
        </button>
      )}
      <button type="submit" className="button button-small" disabled={text.trim() === "" || say.isPending}>
        {say.isPending ? "Keeping" : button}
      </button>
    </form>
  );
}
