import { ChevronDown, Download } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import type { ReactNode } from "react";
import type { ReportFormat } from "../../../shared/api.ts";

/** How each format is called, and how its files end. */
const FORMAT_NAMES = {
  markdown: ["Markdown", ".md"],
  html: ["HTML, one file", ".html"],
  pdf: ["PDF", ".pdf"],
  docx: ["Word", ".docx"],
  json: ["JSON", ".json"],
  csv: ["Timeline as CSV", ".csv"],
  bundle: ["Bundle, to derive it again", ".json"],
} as const satisfies Record<ReportFormat, readonly [name: string, ending: string]>;

type Props = {
  label: string;
  formats: readonly ReportFormat[];
  urlOf: (format: ReportFormat) => string;
  /** Items that come before the formats. */
  children?: ReactNode;
};

/** A menu of the formats in which a report can be taken away. */
export function FormatMenu({ label, formats, urlOf, children }: Props) {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger className="button">
        <Download size={16} aria-hidden="true" /> {label} <ChevronDown size={14} aria-hidden="true" />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal container={document.querySelector("main")}>
        <DropdownMenu.Content className="menu" align="end" sideOffset={4}>
          {children}
          {formats.map((format) => (
            <DropdownMenu.Item key={format} asChild>
              <a className="menu-item" href={urlOf(format)} download>
                {FORMAT_NAMES[format][0]} <span className="quiet">{FORMAT_NAMES[format][1]}</span>
              </a>
            </DropdownMenu.Item>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
