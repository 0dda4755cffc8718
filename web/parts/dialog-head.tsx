import { X } from "lucide-react";
import { closeDialog } from "../lib/dialog.ts";

type Props = { id: string; children: string | string[] };

/** What a dialog is called, under the id that labels it, and the way out. */
export function DialogHead({ id, children }: Props) {
  return (
    <div className="dialog-head">
      <h2 id={id}>{children}</h2>
      <button
        type="button"
        className="icon-button"
        aria-label="Close"
        onClick={(event) => closeDialog(event.currentTarget)}
      >
        <X size={18} aria-hidden="true" />
      </button>
    </div>
  );
}
