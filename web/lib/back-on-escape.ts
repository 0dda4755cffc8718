import { useMemo } from "react";
import { useLocation } from "wouter";
import { useShortcuts } from "./shortcuts.ts";

/** Escape leads back, to the page of this address. */
export function useBackOnEscape(href: string): void {
  const [, navigate] = useLocation();
  const shortcuts = useMemo(() => ({ Escape: () => navigate(href) }), [href, navigate]);
  useShortcuts(shortcuts);
}
