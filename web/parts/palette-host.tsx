import { lazy, Suspense, useEffect, useState } from "react";
import { onPaletteAsked } from "../lib/palette.ts";

const Palette = lazy(() => import("./palette.tsx"));

/** Opens the palette on Ctrl+K, ⌘K, or when a button asks for it; its code is loaded the first time. */
export function PaletteHost() {
  const [isOpen, setIsOpen] = useState(false);
  useEffect(() => onPaletteAsked(() => setIsOpen(true)), []);
  if (!isOpen) return null;
  return (
    <Suspense fallback={null}>
      <Palette close={() => setIsOpen(false)} />
    </Suspense>
  );
}
