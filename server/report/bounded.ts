import { excerpt, formatCount } from "../../shared/words.ts";
import type { Block, Inline, ListItem } from "./document.ts";

const HEADING = 200;
const RUN = 1500;
const CODE = 20_000;

/** The block with every text in it cut to what a page can bear; what was cut says so. The JSON formats hold everything. */
export function bounded(block: Block): Block {
  switch (block.kind) {
    case "heading":
      return { ...block, text: excerpt(block.text, HEADING) };
    case "paragraph":
      return { ...block, text: runs(block.text) };
    case "list":
      return { ...block, items: block.items.map(item) };
    case "checklist":
      return { ...block, items: block.items.map((each) => ({ ...each, text: runs(each.text) })) };
    case "facts":
      return { ...block, rows: block.rows.map((each) => ({ ...each, text: runs(each.text) })) };
    case "table":
      return { ...block, rows: block.rows.map((row) => row.map(runs)) };
    case "code":
      return {
        ...block,
        ...(block.label === undefined ? {} : { label: excerpt(block.label, HEADING) }),
        text: cut(block.text, CODE),
      };
    case "chart":
      return { ...block, marks: block.marks.map((mark) => ({ ...mark, label: excerpt(mark.label, HEADING) })) };
  }
}

function item({ text, children }: ListItem): ListItem {
  return { text: runs(text), ...(children === undefined ? {} : { children: children.map(item) }) };
}

function runs(inlines: readonly Inline[]): Inline[] {
  return inlines.map((inline) => {
    if (typeof inline === "string") return cut(inline, RUN);
    if ("strong" in inline) return { strong: cut(inline.strong, RUN) };
    if ("note" in inline) return { note: cut(inline.note, RUN) };
    if ("code" in inline) return { code: cut(inline.code, RUN) };
    return { ...inline, link: cut(inline.link, HEADING) };
  });
}

function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  return `${text.slice(0, length).toWellFormed()}… (${formatCount(text.length)} characters in all)`;
}
