import { type Inline, safeHref } from "../document.ts";
import { escapeHtml } from "../escape-html.ts";
import type { DocxWriter } from "./writer.ts";

/** A paragraph of that style around runs, on the page of what follows where it is to stay with it. */
export function paragraph(style: string | undefined, runs: string, staysWithNext = false): string {
  const properties = `${style === undefined ? "" : `<w:pStyle w:val="${style}"/>`}${staysWithNext ? "<w:keepNext/>" : ""}`;
  return `<w:p>${properties === "" ? "" : `<w:pPr>${properties}</w:pPr>`}${runs}</w:p>`;
}

/** Runs of text; links become relations of the writer. */
export function inlineXml(inlines: readonly Inline[], writer: DocxWriter): string {
  return inlines
    .map((inline) => {
      if (typeof inline === "string") return wordsXml(kept(inline));
      if ("strong" in inline) return wordsXml(kept(inline.strong), "Strong");
      if ("note" in inline) return wordsXml(kept(inline.note), "Note");
      if ("code" in inline) return wordsXml(inline.code, "InlineCode");
      const href = safeHref(inline.href);
      if (href === undefined) return wordsXml(inline.link);
      return `<w:hyperlink r:id="${writer.link(ascii(href))}">${wordsXml(inline.link, "Hyperlink")}</w:hyperlink>`;
    })
    .join("");
}

/** A number and its unit stay on one line. */
function kept(words: string): string {
  return words.replace(/(?<=\d) (?=(?:ms|min|s|h|d)\b|%)/g, "\u00a0");
}

/** One run of plain text in that character style; line breaks and tabs stay. */
export function wordsXml(text: string, style?: string): string {
  const properties = style === undefined ? "" : `<w:rPr><w:rStyle w:val="${style}"/>${COLORS[style] ?? ""}</w:rPr>`;
  const pieces = escapeHtml(text)
    .split(/(\n|\t)/)
    .map((piece) => {
      if (piece === "\n") return "<w:br/>";
      if (piece === "\t") return "<w:tab/>";
      return piece === "" ? "" : `<w:t xml:space="preserve">${piece}</w:t>`;
    });
  return `<w:r>${properties}${pieces.join("")}</w:r>`;
}

/** Some readers take the default colour over that of a character style, so it is said on the run too. */
const COLORS: Readonly<Record<string, string>> = {
  Hyperlink: '<w:color w:val="0A4FB0"/>',
  Note: '<w:color w:val="57606A"/>',
  Met: '<w:color w:val="1A7F37"/>',
  Unmet: '<w:color w:val="B42318"/>',
  Unverified: '<w:color w:val="7D4E00"/>',
};

/** The address with what is not ASCII in it percent-encoded. */
function ascii(href: string): string {
  return href.toWellFormed().replace(/[^!-~]+/g, encodeURIComponent);
}
