import type { Analysis } from "../../shared/incident.ts";

/** A report format: a pure function of the analysis, and how a browser should take it. */
export type Format = {
  id: string;
  /** For people: `Markdown`. */
  title: string;
  mediaType: string;
  /** Without a dot. */
  extension: string;
  render: (analysis: Analysis) => string;
};
