/** A report as blocks: what every format renders, and nothing of how it looks. All text is plain text, never markup. */
export type Block =
  | { kind: "heading"; level: 1 | 2 | 3; text: string; id?: string }
  | { kind: "paragraph"; text: Inline[] }
  | { kind: "list"; items: ListItem[]; isOrdered?: boolean }
  | { kind: "checklist"; items: { isDone: boolean; text: Inline[] }[] }
  | { kind: "table"; columns: string[]; rows: Inline[][][] }
  | { kind: "code"; text: string }
  | { kind: "chart"; title: string; bars: Bar[]; marks: Mark[] };

export type ListItem = { text: Inline[]; children?: ListItem[] };

/** One bar of a chart of counts over time. `at` is RFC 3339. */
export type Bar = { at: string; minutes: number; count: number };
export type Mark = { at: string; label: string };

/** A run of text. */
export type Inline = string | { strong: string } | { code: string } | { link: string; href: string };

/** The runs as plain text. */
export function plainText(inlines: readonly Inline[]): string {
  return inlines
    .map((inline) => {
      if (typeof inline === "string") return inline;
      if ("strong" in inline) return inline.strong;
      return "code" in inline ? inline.code : inline.link;
    })
    .join("");
}

/** A table cell or list item of plain text. */
export function text(value: string | number): Inline[] {
  return [String(value)];
}
