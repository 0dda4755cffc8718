import type { Analysis } from "../../shared/incident.ts";
import { orderedTimeline } from "../../shared/timeline-words.ts";
import { clockOf } from "../../shared/zone.ts";
import type { Format } from "./format.ts";
import { publicReport } from "./public-report.ts";
import type { Reading } from "./reading.ts";
import { ITEM_WORDS } from "./sections/timeline.ts";
import { visible } from "./visible.ts";

const COLUMNS = ["time_utc", "incident", "kind", "what", "evidence", "environment", "service"];
const PUBLIC_COLUMNS = ["time_utc", "incident", "what"];

/**
 * The timeline of every incident for a spreadsheet: RFC 4180 with CRLF, UTF-8 with a byte order mark, times in UTC with
 * milliseconds; the reader's zone is a column at the end. A cell that a spreadsheet would run as a formula begins with an apostrophe.
 */
export const csv: Format = {
  id: "csv",
  title: "CSV, the timeline",
  mediaType: "text/csv; charset=utf-8; header=present",
  extension: "csv",
  render: (analysis, reading = {}) => {
    const rows = withZone(
      reading.publicWords === undefined ? everything(analysis) : outside(analysis, reading),
      reading,
    );
    return `\ufeff${rows.map((cells) => `${cells.map(cell).join(",")}\r\n`).join("")}`;
  },
};

function everything({ incidents }: Analysis): string[][] {
  const rows = incidents.flatMap((incident) =>
    orderedTimeline(incident).map(({ at, kind, statement, evidenceId }) => [
      at,
      incident.id,
      ITEM_WORDS[kind],
      statement,
      evidenceId ?? "",
      incident.environment,
      incident.service,
    ]),
  );
  return [COLUMNS, ...rows];
}

function outside(analysis: Analysis, reading: Reading): string[][] {
  const { incidents } = publicReport(analysis, reading.publicWords ?? (() => undefined), reading);
  const rows = incidents.flatMap(({ timeline }, i) =>
    timeline.map(({ at, statement }) => [at, String(i + 1), statement]),
  );
  return [PUBLIC_COLUMNS, ...rows];
}

function withZone([head = [], ...rows]: string[][], { zone }: Reading): string[][] {
  if (zone === undefined) return [head, ...rows];
  const local = clockOf(zone);
  return [[...head, `time_${zone}`], ...rows.map((cells) => [...cells, local(cells[0] ?? "")])];
}

/** https://owasp.org/www-community/attacks/CSV_Injection; full-width forms are read as their plain ones by some programs. */
const FORMULA = /^[\s"']*[=+\-@\t\r＝＋－＠]/;

function cell(value: string): string {
  const text = visible(value).replace(/\s+/g, " ").trim();
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
}
