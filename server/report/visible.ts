/**
 * C0 but tab and newline, DEL, C1, line and paragraph separators, bidirectional controls (marks, embeddings, isolates, the
 * Arabic letter mark), zero-width characters but the joiners that scripts and emoji need, the byte order mark, invisible
 * operators and interlinear anchors, code points that are no characters, and the tag characters that can carry hidden text.
 */
const INVISIBLE =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u2028\u2029\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufdd0-\ufdef\ufff0-\ufffb\ufffe\uffff]|[\u{e0000}-\u{e0fff}]|[\u{1fffe}\u{1ffff}\u{2fffe}\u{2ffff}\u{ffffe}\u{fffff}\u{10fffe}\u{10ffff}]/gu;

/**
 * The text with every character that could hide, move or colour other text shown as its code: `[U+202E]`. Broken
 * surrogates become the replacement character. CRLF becomes LF.
 */
export function visible(text: string): string {
  return text.toWellFormed().replace(/\r\n?/g, "\n").replace(INVISIBLE, codeOf);
}

/** A character as its code: `[U+202E]`. */
export function codeOf(character: string): string {
  return `[U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}]`;
}
