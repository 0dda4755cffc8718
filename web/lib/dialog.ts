const OPEN = "dialog[open], :popover-open";

/** Opens the dialog with this id, if it is on the page and closed: an overlay (`parts/overlay.tsx`) as one, others as modal. */
export function openDialog(id: string): void {
  const dialog = document.getElementById(id);
  if (!(dialog instanceof HTMLDialogElement) || dialog.matches(OPEN)) return;
  if (dialog.popover === null) dialog.showModal();
  else dialog.showPopover();
}

/** Closes the dialog that `element` is or belongs to; the focus goes back to where it was. */
export function closeDialog(element: Element): void {
  const dialog = element.closest("dialog");
  if (dialog?.popover) dialog.hidePopover();
  else dialog?.close();
}

/** Whether something is open that keys belong to: a dialog, or a part that floats above the page. */
export function isDialogOpen(): boolean {
  return document.querySelector(OPEN) !== null;
}
