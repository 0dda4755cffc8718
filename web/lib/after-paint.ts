/** Runs something once the browser has drawn what is there now: whoever clicked sees an answer before work begins. */
export function afterPaint(run: () => void): void {
  requestAnimationFrame(() => setTimeout(run));
}
