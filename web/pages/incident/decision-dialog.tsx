import { type FormEvent, type ReactNode, useState } from "react";
import { closeDialog } from "../../lib/dialog.ts";
import { DialogHead } from "../../parts/dialog-head.tsx";

type Props = {
  id: string;
  title: string;
  /** What the decision means, in a sentence or two. */
  note: string;
  /** What the button that decides says, and while it is being done. */
  button: string;
  isBusy: boolean;
  isReady: boolean;
  placeholder: string;
  decide: (reason: string, form: HTMLFormElement) => void;
  /** The dialog opened or closed. */
  onToggle?: (isOpen: boolean) => void;
  children?: ReactNode;
};

/** Asks for a decision and its reason, which everybody reads later. */
export function DecisionDialog(props: Props) {
  const { id, title, note, button, isBusy, isReady, placeholder, decide, onToggle, children } = props;
  const [wasOpened, setWasOpened] = useState(false);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    decide(String(new FormData(event.currentTarget).get("reason")).trim(), event.currentTarget);
  };
  return (
    <dialog
      id={id}
      className="dialog decision-dialog"
      aria-labelledby={`${id}-title`}
      onBeforeToggle={() => setWasOpened(true)}
      onToggle={({ currentTarget }) => {
        // The first thing to do is to choose or to write, not to close.
        if (currentTarget.open) currentTarget.querySelector("input")?.focus();
        onToggle?.(currentTarget.open);
      }}
    >
      {wasOpened && (
        <>
          <DialogHead id={`${id}-title`}>{title}</DialogHead>
          <form className="decision-form" onSubmit={submit}>
            <p className="quiet">{note}</p>
            {children}
            <label className="decision-reason">
              Why
              <input
                className="field"
                name="reason"
                required
                maxLength={500}
                autoComplete="off"
                placeholder={placeholder}
              />
            </label>
            <div className="decision-end">
              <button type="button" className="button" onClick={(event) => closeDialog(event.currentTarget)}>
                Cancel
              </button>
              <button type="submit" className="button button-main" disabled={!isReady || isBusy}>
                {isBusy ? "Just a moment" : button}
              </button>
            </div>
          </form>
        </>
      )}
    </dialog>
  );
}
