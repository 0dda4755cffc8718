import { legendOf } from "./chart-drawing.ts";
import {
  type Bar,
  type Block,
  CRITERION_WORDS,
  type Fact,
  type Inline,
  type ListItem,
  type Mark,
  safeHref,
} from "./document.ts";
import type { Format } from "./format.ts";
import { moment } from "./phrases.ts";
import { reportBlocks } from "./sections.ts";
import { visible } from "./visible.ts";

/** GitHub Flavored Markdown. Text from logs is escaped: it is never markup. */
export const markdown: Format = {
  id: "markdown",
  title: "Markdown",
  mediaType: "text/markdown; charset=utf-8",
  extension: "md",
  render: (analysis, reading) => {
    const links: Links = new Map();
    const parts = reportBlocks(analysis, reading).map((part) => block(part, links));
    const addresses = [...links].map(([href, name]) => `[${name}]: <${href}>`).join("\n");
    return `${[...parts, ...(addresses === "" ? [] : [addresses])].join("\n\n")}\n`;
  },
};

/** Addresses and their names, `L1`, `L2` …: they stand at the end, so that lines and tables can be read as they are. */
type Links = Map<string, string>;

function block(part: Block, links: Links): string {
  switch (part.kind) {
    case "heading":
      return `${"#".repeat(part.level)} ${oneLine(part.text)}`;
    case "paragraph":
      return inlines(part.text, links);
    case "list":
      return list(part.items, part.isOrdered === true, "", links);
    case "checklist":
      return part.items
        .map(
          ({ state, text }) => `- [${state === "met" ? "x" : " "}] ${inlines(text, links)} (${CRITERION_WORDS[state]})`,
        )
        .join("\n");
    case "facts":
      return facts(part.rows, links);
    case "table":
      return table(part.columns, part.rows, links);
    case "code":
      return `${part.label === undefined ? "" : `${oneLine(part.label)}:\n\n`}${fenced(part.text)}`;
    case "chart":
      return chart(part.title, part.bars, part.marks);
  }
}

function list(items: readonly ListItem[], isOrdered: boolean, indent: string, links: Links): string {
  return items
    .map((item, i) => {
      const marker = isOrdered ? `${i + 1}. ` : "- ";
      const children =
        item.children === undefined
          ? ""
          : `\n${list(item.children, false, `${indent}${" ".repeat(marker.length)}`, links)}`;
      return `${indent}${marker}${inlines(item.text, links)}${children}`;
    })
    .join("\n");
}

/** A table without a head is none in Markdown: the first row is the head. */
function facts(rows: readonly Fact[], links: Links): string {
  return table(
    ["", ""],
    rows.map(({ name, text }): Inline[][] => [[{ strong: name }], text]),
    links,
  );
}

function table(columns: readonly string[], rows: readonly Inline[][][], links: Links): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [
    line(columns.map(oneLine)),
    line(columns.map(() => "---")),
    ...rows.map((row) => line(row.map((runs) => inlines(runs, links)))),
  ].join("\n");
}

/** A fence that is longer than any run of backticks in the text. */
function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}text\n${visible(text)}\n${fence}`;
}

const BLOCKS = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];

function chart(title: string, bars: readonly Bar[], marks: readonly Mark[]): string {
  const most = Math.max(1, ...bars.map((bar) => bar.count));
  const line = bars
    .map((bar) => BLOCKS[bar.count === 0 ? 0 : Math.max(1, Math.round((bar.count / most) * 8))])
    .join("");
  const [first, last] = [bars[0], bars.at(-1)];
  const legend = legendOf(marks)
    .map((line) => `- ${oneLine(line)}`)
    .join("\n");
  const caption = `${oneLine(title)}, ${moment(first?.at ?? "")} to ${moment(last?.at ?? "")}, at most ${most}:`;
  return `${caption}\n\n\`\`\`text\n${line}\n\`\`\`${legend === "" ? "" : `\n\nChanges in this time:\n\n${legend}`}`;
}

function inlines(runs: readonly Inline[], links: Links): string {
  return runs
    .map((run) => {
      if (typeof run === "string") return oneLine(run);
      if ("strong" in run) return `**${oneLine(run.strong)}**`;
      if ("note" in run) return `*${oneLine(run.note).trim()}*`;
      if ("code" in run) return code(run.code);
      const href = safeHref(run.href);
      return href === undefined ? oneLine(run.link) : `[${oneLine(run.link)}][${nameOf(href, links)}]`;
    })
    .join("");
}

function nameOf(href: string, links: Links): string {
  const address = href.replace(/[|\\]/g, encodeURIComponent);
  const name = links.get(address) ?? `L${links.size + 1}`;
  links.set(address, name);
  return name;
}

/** Code that may hold backticks; in a table a bar still ends the cell, so it is escaped. */
function code(text: string): string {
  const line = visible(text).replace(/\s+/g, " ").trim();
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  const padded = line.startsWith("`") || line.endsWith("`") ? ` ${line} ` : line;
  return `${fence}${padded.replace(/\|/g, "\\|")}${fence}`;
}

function oneLine(text: string): string {
  return escapeMarkdown(visible(text).replace(/\s+/g, " "));
}

/** Escapes what Markdown would read as markup. An underscore between letters is no markup and stays readable. */
function escapeMarkdown(text: string): string {
  return text
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/[\\`*[\]|~>]/g, "\\$&")
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, "\\_")
    .replace(/^(\s*)([#+-]|\d+[.)])(?=\s|$)/, "$1\\$2")
    .replace(/\b(https?|ftp):\/\//gi, "$1\\://")
    .replace(/\bwww\./gi, "www\\.")
    .replace(/(^|[^\w])@(?=\w)/g, "$1\\@");
}
