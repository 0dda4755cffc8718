/** The compiler's words about text that no font can show, in Rust's debug form. */
const MISSING = /the text `\\*"(.*?)\\*"` could not be displayed/g;

/**
 * The data with the characters that the compiler complained about as their codes, `[U+4E2D]`, and a note that says so; undefined
 * where it complained about something else. `data` is a JSON object whose keys are ASCII.
 */
export function withoutGlyphs(data: string, complaint: string): string | undefined {
  const missing = new Set<string>();
  for (const [, text = ""] of complaint.matchAll(MISSING)) {
    for (const character of unescapeDebug(text)) if (character > "\u007f") missing.add(character);
  }
  const present = [...missing].filter((character) => data.includes(character));
  if (present.length === 0) return undefined;
  const replaced = data.replace(/[^\u0000-\u007f]/gu, (character) =>
    missing.has(character) ? codeOf(character) : character,
  );
  return replaced.startsWith('{"codes"') ? replaced : `{"codes":true,${replaced.slice(1)}`;
}

function unescapeDebug(text: string): string {
  return text.replace(/\\+u\{([0-9a-f]{1,6})\}/g, (_all, hex: string) =>
    String.fromCodePoint(Number.parseInt(hex, 16)),
  );
}

function codeOf(character: string): string {
  return `[U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}]`;
}
