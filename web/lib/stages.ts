import { startTransition, useEffect, useState } from "react";

/** Counts from 0 to `last`, one after the other as the page has time, so that what is seen first is drawn first. */
export function useStages(last: number): number {
  const [stage, setStage] = useState(0);
  useEffect(() => {
    if (stage >= last) return;
    const timer = setTimeout(() => startTransition(() => setStage(stage + 1)));
    return () => clearTimeout(timer);
  }, [stage, last]);
  return stage;
}
