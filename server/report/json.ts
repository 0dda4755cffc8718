import type { Format } from "./format.ts";

/** The analysis as it is, indented: the contract `plumbline.analysis/v1`. */
export const json: Format = {
  id: "json",
  title: "JSON",
  mediaType: "application/json; charset=utf-8",
  extension: "json",
  render: (analysis) => `${JSON.stringify(analysis, null, 2)}\n`,
};
