/** A part of a text: words, or code that a person may run as it stands. */
export type TextPart = { text: string; isCode: boolean };

/**
 * A command of Google's tool within words: arguments of letters and signs, or in quotes. A full stop, comma, colon, semicolon or bracket
 * that nothing follows belongs to the sentence around it. Not where it is a part of another command.
 */
const COMMAND = /(?<!\$\(|\| )(\bgcloud(?: (?:'[^']*'|"[^"]*"|[^\s'".,;:()]|[.,:](?=[^\s]))+)+)/;

/**
 * The text in order of its parts: what stands between backticks is code, and so is a command that nothing marks. A text with a backtick
 * too many is read as if it had none.
 */
export function codeInText(text: string): TextPart[] {
  const marked = text.split("`");
  const parts = marked.length % 2 === 0 ? [text] : marked;
  return parts
    .flatMap((part, i) => (i % 2 === 1 ? [{ text: part, isCode: true }] : withCommands(part)))
    .filter((part) => part.text !== "");
}

function withCommands(words: string): TextPart[] {
  return words.split(COMMAND).map((text, i) => ({ text, isCode: i % 2 === 1 }));
}
