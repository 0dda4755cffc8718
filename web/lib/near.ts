import { type RefObject, useEffect, useState } from "react";

/** Further than this from the screen, nothing is asked for. */
const NEAR_PX = 800;

/** Whether an element has been near the screen once: then what it shows may be asked for. */
export function useWasNear(element: RefObject<Element | null>): boolean {
  const [wasNear, setWasNear] = useState(false);
  useEffect(() => {
    const { current } = element;
    if (wasNear || current === null) return;
    const observer = new IntersectionObserver(
      (entries) => entries.some(({ isIntersecting }) => isIntersecting) && setWasNear(true),
      { rootMargin: `${NEAR_PX}px 0px` },
    );
    observer.observe(current);
    return () => observer.disconnect();
  }, [element, wasNear]);
  return wasNear;
}
