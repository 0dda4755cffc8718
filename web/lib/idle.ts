import { useEffect, useState } from "react";
import { SECOND } from "../../shared/time.ts";

/** Where the browser does not say when it is idle. */
const SOON_MS = 200;

/** Whether the browser has had a moment without work, or a second went by: then what is heavy may come. */
export function useIdle(): boolean {
  const [isIdle, setIsIdle] = useState(false);
  useEffect(() => {
    const done = () => setIsIdle(true);
    if (!("requestIdleCallback" in window)) {
      const timer = setTimeout(done, SOON_MS);
      return () => clearTimeout(timer);
    }
    const handle = window.requestIdleCallback(done, { timeout: SECOND });
    return () => window.cancelIdleCallback(handle);
  }, []);
  return isIdle;
}
