import { formatCount } from "../../shared/words.ts";

/** Shortens texts and lists, and remembers what it shortened. */
export type Cutter = {
  /** The text, at most `limit` UTF-16 units, ending in `…` where it was cut. */
  text: (what: string, value: string, limit: number) => string;
  /** The first `limit` items. */
  list: <T>(what: string, items: readonly T[], limit: number) => T[];
  /** What was cut, one line each: `headline: 600 of 5,213 characters`. */
  notes: () => string[];
};

/** `scale`, above 0 to 1, makes every limit smaller, down to 16 characters and one item. */
export function createCutter(scale = 1): Cutter {
  const notes = new Map<string, { limit: number; size: number; unit: string }>();
  const note = (what: string, limit: number, size: number, unit: string) => {
    if ((notes.get(what)?.size ?? 0) < size) notes.set(what, { limit, size, unit });
  };
  return {
    text: (what, value, limit) => {
      const most = Math.max(16, Math.floor(limit * scale));
      const clean = cleanText(value);
      if (clean.length > most) note(what, most, clean.length, "characters");
      return cutText(clean, most);
    },
    list: (what, items, limit) => {
      const most = Math.max(1, Math.floor(limit * scale));
      if (items.length > most) note(what, most, items.length, "items");
      return items.slice(0, most);
    },
    notes: () =>
      [...notes].map(
        ([what, { limit, size, unit }]) => `${what}: ${formatCount(limit)} of ${formatCount(size)} ${unit}`,
      ),
  };
}

/** The text, at most `limit` UTF-16 units, ending in `…` where it was cut. No character is cut in two. */
function cutText(text: string, limit: number): string {
  if (text.length <= limit) return text;
  return `${text.slice(0, Math.max(0, limit - 1)).replace(/[\uD800-\uDBFF]$/, "")}…`;
}

/** The first rendering that is at most `maxBytes` of UTF-8 long, with limits at 1, 1/2, 1/4 … of their size. */
export function fitBytes(maxBytes: number, render: (scale: number) => string): string {
  for (let scale = 1; ; scale /= 2) {
    const text = render(scale);
    if (Buffer.byteLength(text) <= maxBytes) return text;
    if (scale < 1 / 1024) throw new Error(`a message of ${Buffer.byteLength(text)} bytes can't be cut to ${maxBytes}`);
  }
}

/** Without half surrogate pairs and control characters but line breaks and tabs, which some receivers refuse. */
function cleanText(text: string): string {
  return text.toWellFormed().replace(/[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/g, "\uFFFD");
}
