/** Opens the dialog with this id, if it is on the page and closed. */
export function openDialog(id: string): void {
  const dialog = document.getElementById(id);
  if (dialog instanceof HTMLDialogElement && !dialog.open) dialog.showModal();
}

/** Closes the dialog that `element` belongs to. */
export function closeDialog(element: Element): void {
  element.closest("dialog")?.close();
}
