/** How much of an entry's text an event shows. */
export const MAX_EVENT_TEXT = 16_000;

/** Terminal colours and links. https://en.wikipedia.org/wiki/ANSI_escape_code */
const ANSI = /\u001b(?:\[[0-9;?]{0,40}[ -/]{0,4}[@-~]|\][^\u0007\u001b]{0,2000}(?:\u0007|\u001b\\)|[@-Z\\^_])/g;
const NEEDS_CLEANING = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/;
const INVISIBLE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g;
const ESCAPED_NEWLINE = /(?:\\r)?\\n(?=[\s([^]|Traceback|[A-Z][\w.]+(?:Error|Exception)|(?:\\r)?\\n|$)/;

/**
 * The text without terminal codes, control and direction characters, with plain line ends. Where a logger wrote `\n` as two
 * characters in front of what begins a line, they become line ends. Lone surrogates become U+FFFD.
 */
export function cleanText(raw: string): string {
  let text = raw;
  if (NEEDS_CLEANING.test(text)) {
    text = text.replace(ANSI, "").replace(/\r\n?/g, "\n").replace(INVISIBLE, "");
  }
  if (text.includes("\\n") && !text.includes("\n") && ESCAPED_NEWLINE.test(text)) {
    text = text.replace(/(?:\\r)?\\n/g, "\n").replaceAll("\\t", "\t");
  } else if (text.includes("\\n\t")) text = text.replace(/\\n(?=\t)/g, "\n");
  return text.isWellFormed() ? text : text.toWellFormed();
}

/** The text cut to what an event shows, start and end kept: the end of a traceback says what was raised. */
export function boundEventText(text: string): string {
  if (text.length <= MAX_EVENT_TEXT) return text;
  const half = MAX_EVENT_TEXT / 2 - 50;
  return `${text.slice(0, half)}\n… [cut: ${text.length} characters] …\n${text.slice(-half)}`.toWellFormed();
}
