import { z } from "zod";
import { type TimedInteraction, timedInteractionSchema } from "./web-interactions.ts";

/** What a page went through, milliseconds since it began to load; each interaction with its longest event. */
export const watchedSchema = z.object({
  lcp: z.number(),
  cls: z.number(),
  shifts: z.array(z.object({ value: z.number(), at: z.number(), moved: z.array(z.string()) })),
  interactions: z.record(z.string(), timedInteractionSchema),
});
export type Shift = z.output<typeof watchedSchema>["shifts"][number];

/**
 * Keeps what a page goes through in `window.seen`, in the shape of `watchedSchema`. Runs in the page, before anything else: it may
 * use nothing from outside. https://web.dev/articles/inp, https://web.dev/articles/debug-layout-shifts
 */
export function watchPage(): void {
  type Source = { node: Node | null; previousRect: DOMRectReadOnly; currentRect: DOMRectReadOnly };
  type Entry = PerformanceEntry & { value: number; hadRecentInput: boolean; sources: Source[] };
  const seen = {
    lcp: 0,
    cls: 0,
    shifts: [] as { value: number; at: number; moved: string[] }[],
    interactions: {} as Record<string, TimedInteraction>,
  };
  Object.assign(window, { seen });
  const watch = <E extends PerformanceEntry>(type: string, note: (entry: E) => void, options = {}) =>
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) note(entry as E);
    }).observe({ type, buffered: true, ...options });
  const nameOf = (node: Node | null): string => {
    const element = node instanceof Element ? node : node?.parentElement;
    if (!element) return "something that is gone";
    const own =
      element.id === ""
        ? element
            .getAttribute("class")
            ?.split(" ")
            .map((name) => `.${name}`)
        : [`#${element.id}`];
    return `${element.localName}${(own ?? []).join("")} "${(element.textContent ?? "").trim().slice(0, 30)}"`;
  };
  const boxOf = ({ x, y, width, height }: DOMRectReadOnly) =>
    `${Math.round(x)},${Math.round(y)} ${Math.round(width)}×${Math.round(height)}`;
  watch("largest-contentful-paint", ({ startTime }) => {
    seen.lcp = startTime;
  });
  watch<Entry>("layout-shift", ({ value, startTime, hadRecentInput, sources }) => {
    if (hadRecentInput) return;
    seen.cls += value;
    const moved = sources.map(
      ({ node, previousRect, currentRect }) => `${nameOf(node)} from ${boxOf(previousRect)} to ${boxOf(currentRect)}`,
    );
    seen.shifts.push({ value, at: startTime, moved });
  });
  watch<PerformanceEventTiming>(
    "event",
    ({ name, interactionId, duration, startTime, processingStart, processingEnd, target }) => {
      const id = interactionId ?? 0;
      const known = seen.interactions[id];
      if (id === 0 || (known !== undefined && known.ms >= duration)) return;
      const on = target instanceof Element ? `${target.localName} ${target.textContent?.slice(0, 30) ?? ""}` : "";
      const parts = {
        wait: processingStart - startTime,
        work: processingEnd - processingStart,
        draw: startTime + duration - processingEnd,
      };
      seen.interactions[id] = { what: `${name} on ${on}`.trim(), ms: duration, parts };
    },
    { durationThreshold: 16 },
  );
}
