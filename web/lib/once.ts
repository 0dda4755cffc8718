import { useState } from "react";

/**
 * True from the moment on at which `condition` was true first. A part that asks again when it is drawn, since its last answer was
 * a fault, does not take the page away that drew it.
 */
export function useOnce(condition: boolean): boolean {
  const [was, setWas] = useState(condition);
  if (condition && !was) setWas(true);
  return was || condition;
}
