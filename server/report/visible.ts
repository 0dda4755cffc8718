/** C0 but tab and newline, DEL, C1, line and paragraph separators, bidirectional controls, the byte order mark. */
const INVISIBLE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g;

/**
 * The text with every character that could hide, move or colour other text shown as its code: `[U+202E]`. Broken
 * surrogates become the replacement character. CRLF becomes LF.
 */
export function visible(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?/g, "\n")
    .replace(INVISIBLE, (character) => `[U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}]`);
}
