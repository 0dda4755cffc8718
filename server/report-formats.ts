import type { ReportFormat as FormatId } from "../shared/api.ts";
import type { Analysis } from "../shared/incident.ts";
import { bundleOf, type Derivation } from "./bundle.ts";
import { PlumblineError } from "./lib/errors.ts";
import { renderPdf } from "./lib/typst/render-pdf.ts";
import { zip } from "./lib/zip.ts";
import { csv } from "./report/csv.ts";
import { docxParts } from "./report/docx/package.ts";
import type { Format } from "./report/format.ts";
import { html } from "./report/html.ts";
import { json } from "./report/json.ts";
import { markdown } from "./report/markdown.ts";
import type { Reading } from "./report/reading.ts";
import { typstData } from "./report/typst-data.ts";
import { ruleVersions } from "./rule-versions.ts";

/** A report, and where to get what it was derived from. */
export type ReportSource = { analysis: Analysis; derivation: () => Promise<Derivation> };

/** A format in which a report leaves: text, bytes of a document, or the report with its inputs. */
export type ReportFormat = Omit<Format, "id" | "render"> & {
  id: FormatId;
  /** Equal sources give equal bytes. Throws `unavailable` where this machine lacks what the format needs. */
  render: (source: ReportSource, reading: Reading) => Promise<string | Uint8Array>;
};

const pdf: ReportFormat = {
  id: "pdf",
  title: "PDF",
  mediaType: "application/pdf",
  extension: "pdf",
  render: ({ analysis }, reading) => renderPdf(typstData(analysis, reading)),
};

const docx: ReportFormat = {
  id: "docx",
  title: "Word",
  mediaType: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  extension: "docx",
  render: async ({ analysis }, reading) => zip(docxParts(analysis, reading)),
};

const bundle: ReportFormat = {
  id: "bundle",
  title: "Bundle, to derive it again",
  mediaType: "application/json; charset=utf-8",
  extension: "bundle.json",
  render: async ({ derivation }, { publicWords }) => {
    if (publicWords !== undefined) {
      throw new PlumblineError(
        "bad-input",
        "A bundle holds the evidence, so there is none for readers outside: export json.",
      );
    }
    return `${JSON.stringify(await bundleOf(await derivation(), ruleVersions()))}\n`;
  },
};

/** Every format of reports. A new one is a file in `report/` and a line here. */
export const REPORT_FORMATS = {
  markdown: ofText("markdown", markdown),
  html: ofText("html", html),
  pdf,
  docx,
  json: ofText("json", json),
  csv: ofText("csv", csv),
  bundle,
} satisfies Record<FormatId, ReportFormat>;

/** The format of that id; undefined for an unknown one. */
export function formatNamed(id: string): ReportFormat | undefined {
  return Object.values(REPORT_FORMATS).find((format) => format.id === id);
}

function ofText(id: FormatId, format: Format): ReportFormat {
  return { ...format, id, render: async ({ analysis }, reading) => format.render(analysis, reading) };
}
