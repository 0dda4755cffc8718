/** Control characters but tab and line break; and those that turn the direction of writing or are invisible. */
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;
const DIRECTION = /[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g;
const PICTURES = 0x2400;

/** Log text with characters that would hide or reorder something made visible: `␛` for escape, `⟨U+202E⟩` for an override. */
export function visible(text: string): string {
  return text.replaceAll("\r\n", "\n").replace(CONTROL, picture).replace(DIRECTION, codePoint);
}

/** An address a link may have: http or https, else undefined. Log text must not become `javascript:`. */
export function safeHref(address: string | undefined): string | undefined {
  if (address === undefined || !URL.canParse(address)) return undefined;
  const { protocol } = new URL(address);
  return protocol === "https:" || protocol === "http:" ? address : undefined;
}

function picture(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(PICTURES + code);
  return code === 0x7f ? "␡" : codePoint(character);
}

function codePoint(character: string): string {
  return `⟨U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}⟩`;
}
