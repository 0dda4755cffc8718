const ASKED = "plumbline:palette";

/** Asks for the palette. */
export function askForPalette(): void {
  document.dispatchEvent(new Event(ASKED));
}

/** Calls back when somebody asks for the palette, by Ctrl+K, ⌘K or a button; gives the way to stop. */
export function onPaletteAsked(open: () => void): () => void {
  const onKey = (event: KeyboardEvent) => {
    if (event.key.toLowerCase() !== "k" || !(event.metaKey || event.ctrlKey) || event.altKey || event.shiftKey) return;
    event.preventDefault();
    open();
  };
  document.addEventListener("keydown", onKey);
  document.addEventListener(ASKED, open);
  return () => {
    document.removeEventListener("keydown", onKey);
    document.removeEventListener(ASKED, open);
  };
}
