import { lazy, Suspense, useEffect, useState } from "react";
import { useIdle } from "../lib/idle.ts";
import { onPaletteAsked } from "../lib/palette.ts";

const load = () => import("./palette.tsx");
const Palette = lazy(load);

/** Opens the palette on Ctrl+K, ⌘K, or when a button asks for it; its code is loaded when the page has time for it. */
export function PaletteHost() {
  const [isOpen, setIsOpen] = useState(false);
  const isIdle = useIdle();
  useEffect(() => {
    // A failure is met again when the palette is asked for.
    if (isIdle) load().catch(() => undefined);
  }, [isIdle]);
  useEffect(() => onPaletteAsked(() => setIsOpen(true)), []);
  if (!isOpen) return null;
  return (
    <Suspense fallback={null}>
      <Palette close={() => setIsOpen(false)} />
    </Suspense>
  );
}
