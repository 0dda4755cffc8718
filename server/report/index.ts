import type { Analysis } from "../../shared/incident.ts";
import { html } from "./html.ts";
import { json } from "./json.ts";
import { markdown } from "./markdown.ts";

/** A report format: a pure function of the analysis, and how a browser should take it. */
export type Format = {
  id: string;
  title: string;
  mediaType: string;
  extension: string;
  render: (analysis: Analysis) => string | Promise<string | Uint8Array>;
};

/** Every report format. A new one is a file and a line here. */
export const FORMATS: readonly Format[] = [json, markdown, html];

/** The format of that id; undefined for an unknown one. */
export function formatNamed(id: string): Format | undefined {
  return FORMATS.find((format) => format.id === id);
}
