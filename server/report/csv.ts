import type { Analysis, Incident, TimelineItem } from "../../shared/incident.ts";
import type { Format } from "./format.ts";
import { ITEM_WORDS } from "./sections/timeline.ts";
import { visible } from "./visible.ts";

const COLUMNS = ["time_utc", "incident", "kind", "what", "evidence", "environment", "service"];

/**
 * The timeline of every incident for a spreadsheet: RFC 4180 with CRLF, UTF-8 with a byte order mark, times in UTC with
 * milliseconds. A cell that a spreadsheet would run as a formula begins with an apostrophe.
 */
export const csv: Format = {
  id: "csv",
  title: "CSV, the timeline",
  mediaType: "text/csv; charset=utf-8; header=present",
  extension: "csv",
  render: (analysis: Analysis) => {
    const rows = analysis.incidents.flatMap((incident) => incident.timeline.map((item) => row(incident, item)));
    return `\ufeff${[COLUMNS, ...rows].map((cells) => `${cells.map(cell).join(",")}\r\n`).join("")}`;
  },
};

function row({ id, environment, service }: Incident, item: TimelineItem): string[] {
  return [item.at, id, ITEM_WORDS[item.kind], item.statement, item.evidenceId ?? "", environment, service];
}

/** https://owasp.org/www-community/attacks/CSV_Injection; full-width forms are read as their plain ones by some programs. */
const FORMULA = /^[\s"']*[=+\-@\t\r＝＋－＠]/;

function cell(value: string): string {
  const text = visible(value).replace(/\s+/g, " ").trim();
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
}
