import type { Analysis } from "../../shared/incident.ts";
import type { Reading } from "./reading.ts";

/** A report format: a pure function of the analysis and of how it is read, and how a browser should take it. */
export type Format = {
  id: string;
  /** For people: `Markdown`. */
  title: string;
  mediaType: string;
  /** Without a dot. */
  extension: string;
  render: (analysis: Analysis, reading?: Reading) => string;
};
