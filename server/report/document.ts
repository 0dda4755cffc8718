/** A report as blocks: what every format renders, and nothing of how it looks. All text is plain text, never markup. */
export type Block =
  | { kind: "heading"; level: HeadingLevel; text: string }
  | { kind: "paragraph"; text: Inline[] }
  | { kind: "list"; items: ListItem[]; isOrdered?: boolean }
  | { kind: "checklist"; items: { state: CriterionState; text: Inline[] }[] }
  /** Names and what is to be said of each, without a head. */
  | { kind: "facts"; rows: Fact[] }
  /** `widths`: the share of the line that each column wants; default the same for all. */
  | { kind: "table"; columns: string[]; rows: Inline[][][]; widths?: number[] }
  | { kind: "code"; text: string; label?: string }
  | { kind: "chart"; title: string; bars: Bar[]; marks: Mark[] };

export type HeadingLevel = 1 | 2 | 3 | 4;
export type ListItem = { text: Inline[]; children?: ListItem[] };
export type Fact = { name: string; text: Inline[] };
export type CriterionState = "met" | "unmet" | "unverified";

/** One bar of a chart of counts over time. `at` is RFC 3339. */
export type Bar = { at: string; minutes: number; count: number };
export type Mark = { at: string; label: string };

/** A run of text; a note says where the text beside it comes from. */
export type Inline = string | { strong: string } | { code: string } | { note: string } | { link: string; href: string };

/** How the state of a success criterion reads. */
export const CRITERION_WORDS = {
  met: "Met",
  unmet: "Not met",
  unverified: "Not verified",
} as const satisfies Record<CriterionState, string>;

/** The runs as plain text. */
export function plainText(inlines: readonly Inline[]): string {
  return inlines
    .map((inline) => {
      if (typeof inline === "string") return inline;
      if ("strong" in inline) return inline.strong;
      if ("note" in inline) return inline.note;
      return "code" in inline ? inline.code : inline.link;
    })
    .join("");
}

/** A table cell or list item of plain text. */
export function text(value: string | number): Inline[] {
  return [String(value)];
}

/** The address if a reader may follow it: http or https, nothing else. */
export function safeHref(href: string): string | undefined {
  return /^https?:\/\/[^\s<>"]+$/i.test(href) ? href : undefined;
}
