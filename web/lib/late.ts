import { useState } from "react";
import { useLocation } from "wouter";

/**
 * Whether something is shown that was not there when the page was drawn which is shown now: it must not push that page away. On the
 * next page it is in its place. `isPageThere`: the page is drawn.
 */
export function useIsLate(isShown: boolean, isPageThere: boolean): boolean {
  const [page] = useLocation();
  const [drawnWithout, setDrawnWithout] = useState<string>();
  if (isPageThere && !isShown && drawnWithout !== page) setDrawnWithout(page);
  return isShown && drawnWithout === page;
}
