import { type FormEvent, type ReactNode, useState } from "react";
import { closeDialog } from "../lib/dialog.ts";
import { failureText } from "../lib/failure.ts";
import { DialogHead } from "./dialog-head.tsx";
import { FormEnd } from "./form-end.tsx";
import { WhyField } from "./why-field.tsx";
import "./ask-dialog.css";

type Props = {
  id: string;
  title: string;
  /** What it means, in a sentence or two. */
  note: ReactNode;
  /** What else is to be chosen, above the reason. */
  children?: ReactNode;
  /** Such a reason as people give. */
  placeholder: string;
  /** What the button that does it says. */
  button: string;
  isReady?: boolean;
  /** Does what is asked for; rejects where it was not done. */
  act: (reason: string, given: FormData) => Promise<unknown>;
  /** What a fault begins with: `The group was not muted`. */
  failed: string;
  /** The dialog opened or closed. */
  onToggle?: (isOpen: boolean) => void;
};

/**
 * Asks for a wish and its reason, which everybody reads later. It closes once the wish is done; a fault is told in it, because what
 * lies behind an open dialog is neither seen well nor spoken.
 */
export function AskDialog(props: Props) {
  const { id, title, note, children, placeholder, button, isReady = true, act, failed, onToggle } = props;
  const [wasOpened, setWasOpened] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [fault, setFault] = useState<string>();
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const given = new FormData(form);
    setBusy(true);
    setFault(undefined);
    try {
      await act(String(given.get("reason")).trim(), given);
      closeDialog(form);
      form.reset();
    } catch (error) {
      setFault(failureText(failed, error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <dialog
      id={id}
      className="dialog ask-dialog"
      aria-labelledby={`${id}-title`}
      onBeforeToggle={() => setWasOpened(true)}
      onToggle={({ currentTarget }) => {
        // The first thing to do is to choose or to write, not to close.
        if (currentTarget.open) currentTarget.querySelector<HTMLElement>("input, select")?.focus();
        else setFault(undefined);
        onToggle?.(currentTarget.open);
      }}
    >
      {wasOpened && (
        <>
          <DialogHead id={`${id}-title`}>{title}</DialogHead>
          <form className="ask-form" onSubmit={submit}>
            <div className="quiet">{note}</div>
            {children}
            <WhyField placeholder={placeholder} />
            <FormEnd fault={fault} button={button} isBusy={isBusy} isReady={isReady} cancel={closeDialog} />
          </form>
        </>
      )}
    </dialog>
  );
}
