import { ChevronDown, Download } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import { REPORT_FORMATS } from "../../../shared/api.ts";
import { reportUrl } from "../../data/incident.ts";

const NAMES = {
  markdown: ["Markdown", ".md"],
  html: ["HTML, one file", ".html"],
  pdf: ["PDF", ".pdf"],
  docx: ["Word", ".docx"],
  json: ["JSON", ".json"],
  csv: ["Timeline as CSV", ".csv"],
  bundle: ["Bundle, to derive it again", ".json"],
} as const;

/** The report as a file, in each format there is. */
export function ExportMenu({ id }: { id: string }) {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger className="button">
        <Download size={16} aria-hidden="true" /> Export <ChevronDown size={14} aria-hidden="true" />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" align="end" sideOffset={4}>
          {REPORT_FORMATS.map((format) => (
            <DropdownMenu.Item key={format} asChild>
              <a className="menu-item" href={reportUrl(id, format)} download>
                {NAMES[format][0]} <span className="quiet">{NAMES[format][1]}</span>
              </a>
            </DropdownMenu.Item>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
