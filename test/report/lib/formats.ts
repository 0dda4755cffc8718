import { execFileSync, spawnSync } from "node:child_process";
import type { Reading } from "../../../server/report/reading.ts";
import { REPORT_FORMATS } from "../../../server/report-formats.ts";
import type { ReportFormat } from "../../../shared/api.ts";
import type { Analysis } from "../../../shared/incident.ts";
import { unzip } from "./unzip.ts";

/** The formats that people read: all but the bundle. */
export const READ_FORMATS = ["markdown", "html", "pdf", "docx", "json", "csv"] as const satisfies ReportFormat[];
export type ReadFormat = (typeof READ_FORMATS)[number];

export const HAS_PDFTOTEXT = spawnSync("pdftotext", ["-v"]).error === undefined;
if (!HAS_PDFTOTEXT) console.warn("pdftotext is not installed: the text of PDF files is not looked at");

/** The report as the bytes that leave. */
export async function fileOf(format: ReportFormat, analysis: Analysis, reading: Reading = {}): Promise<Buffer> {
  const derivation = () => Promise.reject(new Error("this format needs no derivation"));
  return Buffer.from(await REPORT_FORMATS[format].render({ analysis, derivation }, reading));
}

/** Everything that a file says, in whatever part of it; of a PDF the words on its pages and its title. */
export function wordsIn(format: ReadFormat, file: Buffer): string {
  if (format === "docx") return [...unzip(file)].map(([path, text]) => `${path}\n${text}`).join("\n");
  if (format !== "pdf") return file.toString("utf8");
  if (!HAS_PDFTOTEXT) return "";
  // By lines, and by columns: a cell that breaks is whole in the second.
  const pages = ["-layout", "-raw"].map((order) =>
    execFileSync("pdftotext", [order, "-", "-"], { input: file, encoding: "utf8", maxBuffer: 1e8 }),
  );
  return `${pages.join("\n")}\n${file.toString("latin1")}`;
}

/** The text without white space and soft hyphens: lines break where a page wants it. */
export function squeezed(text: string): string {
  return text.replace(/[\s\u00ad]+/g, "");
}
