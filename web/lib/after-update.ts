import { MINUTE } from "../../shared/time.ts";

const KEY = "plumbline.loaded-again";

/**
 * Loads the page again where a part of its code is gone, which happens when the server was updated since; not again within a
 * minute, so that what is gone for good ends in an error and not in a circle.
 */
export function loadAgainAfterUpdate(): void {
  // https://vite.dev/guide/build#load-error-handling
  window.addEventListener("vite:preloadError", () => {
    try {
      if (Date.now() - Number(sessionStorage.getItem(KEY) ?? 0) < MINUTE) return;
      sessionStorage.setItem(KEY, String(Date.now()));
    } catch {
      // Storage is refused: nothing could tell the second time from the first.
      return;
    }
    window.location.reload();
  });
}
