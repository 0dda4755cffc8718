import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { z } from "zod";

/** Where the production build of the dashboard is: `web/dist`, or the folder that WEB_DIST names, so that two can be compared. */
export const DIST =
  process.env.WEB_DIST === undefined
    ? new URL("../../web/dist/", import.meta.url)
    : pathToFileURL(`${process.env.WEB_DIST}/`);
const KILOBYTE = 1000;

const manifestSchema = z.record(
  z.string(),
  z.object({
    file: z.string(),
    css: z.array(z.string()).default([]),
    imports: z.array(z.string()).default([]),
  }),
);

/** What the build consists of, by source. */
export const manifest = manifestSchema.parse(JSON.parse(readFileSync(new URL(".vite/manifest.json", DIST), "utf8")));

/** The sources that the list of incidents needs. */
export const FIRST_ROUTE = ["index.html", "pages/incidents/page.tsx"];

/** Files that the browser must load before these sources can run. */
export function filesFor(sources: string[]): Set<string> {
  const seen = new Set<string>();
  const files = new Set<string>();
  const visit = (source: string) => {
    const chunk = manifest[source];
    if (!chunk || seen.has(source)) return;
    seen.add(source);
    for (const file of [chunk.file, ...chunk.css]) files.add(file);
    for (const next of chunk.imports) visit(next);
  };
  for (const source of sources) visit(source);
  return files;
}

/** How much these files of one ending are, compressed, in kB. */
export function gzippedKilobytes(files: Iterable<string>, ending: string): number {
  const chosen = [...files].filter((file) => file.endsWith(ending));
  return chosen.reduce((sum, file) => sum + gzipSync(readFileSync(new URL(file, DIST))).length, 0) / KILOBYTE;
}
