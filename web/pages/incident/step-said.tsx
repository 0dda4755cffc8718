import { CalendarClock, ExternalLink, Pencil } from "lucide-react";
import { type FormEvent, useId, useState } from "react";
import type { StepPatch } from "../../../shared/api.ts";
import type { RemediationStep } from "../../../shared/incident.ts";
import { safeHref, visible } from "../../lib/text.ts";
import { useReadOnly } from "./read-only.ts";

type Props = { step: RemediationStep; save: (patch: StepPatch) => void };

/** What people said of a step beyond its state and owner: until when, where it is worked on, and a note; and a form to say it. */
export function StepSaid({ step, save }: Props) {
  const [isOpen, setOpen] = useState(false);
  const readOnly = useReadOnly();
  const { due, link, note } = step;
  const isSaid = due !== undefined || link !== undefined || note !== undefined;
  if (isOpen) return <SaidForm step={step} save={save} close={() => setOpen(false)} />;
  return (
    <>
      {note !== undefined && <p className="step-note">{visible(note)}</p>}
      {(isSaid || readOnly === undefined) && (
        <p className="step-said">
          {due !== undefined && <Due due={due} isDone={step.status === "done" || step.status === "verified"} />}
          {link !== undefined && <StepLink link={link} />}
          {readOnly === undefined && (
            <button
              type="button"
              className="text-button step-say"
              aria-label={`Due day, link and note of ${step.title}`}
              onClick={() => setOpen(true)}
            >
              <Pencil size={13} aria-hidden="true" /> {isSaid ? "Edit" : "Due, link, note"}
            </button>
          )}
        </p>
      )}
    </>
  );
}

function Due({ due, isDone }: { due: string; isDone: boolean }) {
  const isLate = !isDone && due < new Date().toISOString().slice(0, 10);
  return (
    <span className="step-due" data-late={isLate}>
      <CalendarClock size={14} aria-hidden="true" /> {isLate ? "was due" : "due"} <time dateTime={due}>{due}</time>
    </span>
  );
}

function StepLink({ link }: { link: string }) {
  const href = safeHref(link);
  if (href === undefined) return <span>{visible(link)}</span>;
  return (
    <a className="out-link" href={href} target="_blank" rel="noreferrer" title={href}>
      {visible(new URL(href).host)} <ExternalLink size={13} aria-hidden="true" />
    </a>
  );
}

function SaidForm({ step, save, close }: Props & { close: () => void }) {
  const id = useId();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const said = new FormData(event.currentTarget);
    const patch: StepPatch = {};
    for (const field of ["due", "link", "note"] as const) {
      const value = String(said.get(field)).trim() || null;
      if (value !== (step[field] ?? null)) patch[field] = value;
    }
    if (Object.keys(patch).length > 0) save(patch);
    close();
  };
  return (
    <form
      className="step-form"
      aria-label={`Due day, link and note of ${step.title}`}
      onSubmit={submit}
      onKeyDown={(event) => {
        if (event.key === "Escape") {
          event.stopPropagation();
          close();
        }
      }}
    >
      <label htmlFor={`${id}-due`}>Due</label>
      {/* biome-ignore lint/a11y/noAutofocus: the form opens where a person pressed its button */}
      <input id={`${id}-due`} name="due" type="date" className="field" defaultValue={step.due} autoFocus />
      <label htmlFor={`${id}-link`}>Link</label>
      <input
        id={`${id}-link`}
        name="link"
        type="url"
        className="field"
        pattern="https?://.*"
        maxLength={2000}
        placeholder="https://… where it is worked on"
        autoComplete="off"
        defaultValue={step.link}
      />
      <label htmlFor={`${id}-note`}>Note</label>
      <textarea id={`${id}-note`} name="note" className="field" rows={2} maxLength={2000} defaultValue={step.note} />
      <div className="step-form-end">
        <button type="submit" className="button button-small">
          Keep
        </button>
        <button type="button" className="text-button" onClick={close}>
          Cancel
        </button>
      </div>
    </form>
  );
}
