import { ChevronDown, Download, FileClock } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import { Link } from "wouter";
import { REPORT_FORMATS } from "../../../shared/api.ts";
import { reportUrl } from "../../data/incident.ts";
import "./export-menu.css";

/** How each format is called, and how its files end. */
export const FORMAT_NAMES = {
  markdown: ["Markdown", ".md"],
  html: ["HTML, one file", ".html"],
  pdf: ["PDF", ".pdf"],
  docx: ["Word", ".docx"],
  json: ["JSON", ".json"],
  csv: ["Timeline as CSV", ".csv"],
  bundle: ["Bundle, to derive it again", ".json"],
} as const;

type Props = {
  id: string;
  /** The moment whose report is wanted; absent for now. */
  at?: string | undefined;
};

/** The report as a file, in each format there is. What an earlier one was derived from is kept no more, so it has no bundle. */
export function ExportMenu({ id, at }: Props) {
  const formats = REPORT_FORMATS.filter((format) => at === undefined || format !== "bundle");
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger className="button">
        <Download size={16} aria-hidden="true" /> Export <ChevronDown size={14} aria-hidden="true" />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal container={document.querySelector("main")}>
        <DropdownMenu.Content className="menu" align="end" sideOffset={4}>
          <DropdownMenu.Item asChild>
            <Link className="menu-item" href={`/incidents/${id}/report`}>
              <FileClock size={16} aria-hidden="true" /> Report: versions, lessons, readers
            </Link>
          </DropdownMenu.Item>
          <DropdownMenu.Separator className="menu-line" />
          {formats.map((format) => (
            <DropdownMenu.Item key={format} asChild>
              <a className="menu-item" href={reportUrl(id, format, at)} download>
                {FORMAT_NAMES[format][0]} <span className="quiet">{FORMAT_NAMES[format][1]}</span>
              </a>
            </DropdownMenu.Item>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
