import { FileClock } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import { Link } from "wouter";
import { REPORT_FORMATS } from "../../../shared/api.ts";
import { reportUrl } from "../../data/incident.ts";
import { FormatMenu } from "./format-menu.tsx";
import "./export-menu.css";

type Props = {
  id: string;
  /** The moment whose report is wanted; absent for now. */
  at?: string | undefined;
};

/** The report as a file, in each format there is. What an earlier one was derived from is kept no more, so it has no bundle. */
export function ExportMenu({ id, at }: Props) {
  const formats = REPORT_FORMATS.filter((format) => at === undefined || format !== "bundle");
  return (
    <FormatMenu label="Export" formats={formats} urlOf={(format) => reportUrl(id, format, at)}>
      <DropdownMenu.Item asChild>
        <Link className="menu-item" href={`/incidents/${id}/report`}>
          <FileClock size={16} aria-hidden="true" /> Report: versions, lessons, readers
        </Link>
      </DropdownMenu.Item>
      <DropdownMenu.Separator className="menu-line" />
    </FormatMenu>
  );
}
