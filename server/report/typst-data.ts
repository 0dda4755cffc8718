import type { Analysis } from "../../shared/incident.ts";
import { chartDrawing } from "./chart-drawing.ts";
import { type Block, CRITERION_WORDS, type Inline, type ListItem, plainText, safeHref } from "./document.ts";
import { footerOf } from "./phrases.ts";
import type { Reading } from "./reading.ts";
import { reportBlocks } from "./sections.ts";
import { visible } from "./visible.ts";

const TAB = "    ";

/**
 * The report as JSON for the fixed template of `server/lib/typst`: title, date and blocks, all of it text. Equal analyses give
 * equal text.
 */
export function typstData(analysis: Analysis, reading: Reading = {}): string {
  const [title, subtitle, ...blocks] = reportBlocks(analysis, reading);
  const at = new Date(analysis.generatedAt);
  const name = visible(title?.kind === "heading" ? title.text : "Incident report");
  return JSON.stringify({
    title: name.replace(/\s+/g, " "),
    subtitle: subtitle?.kind === "paragraph" ? visible(plainText(subtitle.text)) : "",
    footer: footerOf(analysis, reading),
    at: [
      at.getUTCFullYear(),
      at.getUTCMonth() + 1,
      at.getUTCDate(),
      at.getUTCHours(),
      at.getUTCMinutes(),
      at.getUTCSeconds(),
    ],
    hasManyIncidents: analysis.incidents.length > 1,
    blocks: blocks.map(plain),
  });
}

function plain(block: Block): unknown {
  switch (block.kind) {
    case "heading":
      return { ...block, text: oneLine(block.text) };
    case "paragraph":
      return { ...block, text: runs(block.text) };
    case "list":
      return { ...block, items: block.items.map(item) };
    case "checklist":
      return {
        ...block,
        items: block.items.map(({ state, text }) => ({ state, word: CRITERION_WORDS[state], text: runs(text) })),
      };
    case "facts":
      return { ...block, rows: block.rows.map(({ name, text }) => ({ name: oneLine(name), text: runs(text) })) };
    case "table":
      return {
        ...block,
        columns: block.columns.map(oneLine),
        rows: block.rows.map((row) => row.map(runs)),
        widths: block.widths ?? block.columns.map(() => 1),
      };
    case "code":
      return {
        kind: "code",
        ...(block.label === undefined ? {} : { label: oneLine(block.label) }),
        lines: visible(block.text).replace(/\t/g, TAB).split("\n").map(keepIndent),
      };
    case "chart":
      return { kind: "chart", ...chartDrawing(block) };
  }
}

function item({ text, children }: ListItem): unknown {
  return { text: runs(text), ...(children === undefined ? {} : { children: children.map(item) }) };
}

function runs(inlines: readonly Inline[]): Inline[] {
  return inlines.map((inline) => {
    if (typeof inline === "string") return oneLine(inline);
    if ("strong" in inline) return { strong: oneLine(inline.strong) };
    if ("note" in inline) return { note: oneLine(inline.note) };
    if ("code" in inline) return { code: oneLine(inline.code) };
    const href = safeHref(inline.href);
    return href === undefined ? oneLine(inline.link) : { link: oneLine(inline.link), href: ascii(href) };
  });
}

/** The address with what is not ASCII in it percent-encoded. */
function ascii(href: string): string {
  return href.toWellFormed().replace(/[^!-~]+/g, encodeURIComponent);
}

function oneLine(text: string): string {
  return visible(text).replace(/\s+/g, " ");
}

/** Spaces at the beginning of a line and between words stay as they are. */
function keepIndent(line: string): string {
  return line.replace(/^ +| {2,}/g, (spaces) => "\u00a0".repeat(spaces.length));
}
