import { type KeyboardEvent, type ReactNode, useRef } from "react";
import { closeDialog } from "../lib/dialog.ts";
import "./overlay.css";

type Props = {
  id: string;
  /** What it is called, or the id of the heading that says so. */
  label?: string;
  labelledBy?: string;
  onKeyDown?: (event: KeyboardEvent<HTMLDialogElement>) => void;
  /** It is about to open, or was closed. */
  onToggle?: (isOpen: boolean) => void;
  children: ReactNode;
};

/**
 * A window above the page, which `openDialog` shows. A modal dialog makes the page behind it inert, for which the browser works out
 * the style of every element anew, when it opens and when it closes; this one leaves the page alone, so that it is there at once
 * however long the page is. It keeps the focus itself; Escape, and a click beside what it holds, close it.
 */
export function Overlay({ id, label, labelledBy, onToggle, onKeyDown, children }: Props) {
  const pressedBeside = useRef(false);
  return (
    <dialog
      id={id}
      popover="auto"
      className="overlay"
      // Clicks between its controls leave the focus within.
      tabIndex={-1}
      aria-modal="true"
      aria-label={label}
      aria-labelledby={labelledBy}
      onPointerDown={({ target, currentTarget }) => {
        pressedBeside.current = target === currentTarget;
      }}
      onClick={({ target, currentTarget }) => {
        if (pressedBeside.current && target === currentTarget) closeDialog(currentTarget);
      }}
      onKeyDown={(event) => {
        onKeyDown?.(event);
        keepTabWithin(event);
      }}
      onBeforeToggle={({ newState }) => newState === "open" && onToggle?.(true)}
      onToggle={({ newState }) => newState === "closed" && onToggle?.(false)}
    >
      {children}
    </dialog>
  );
}

/** Tab goes around: from the last control to the first, and back. */
function keepTabWithin(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== "Tab") return;
  const { target, currentTarget, shiftKey } = event;
  const controls = [...currentTarget.querySelectorAll<HTMLElement>("a[href], button:enabled, input:enabled")];
  const [end, start] = shiftKey ? [controls[0], controls.at(-1)] : [controls.at(-1), controls[0]];
  if (target !== end && target !== currentTarget) return;
  event.preventDefault();
  start?.focus();
}
