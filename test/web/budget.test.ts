import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { z } from "zod";

const DIST = new URL("../../web/dist/", import.meta.url);
const KILOBYTE = 1000;

const manifestSchema = z.record(
  z.string(),
  z.object({
    file: z.string(),
    css: z.array(z.string()).default([]),
    imports: z.array(z.string()).default([]),
  }),
);

const manifest = manifestSchema.parse(JSON.parse(readFileSync(new URL(".vite/manifest.json", DIST), "utf8")));

/** Files that the browser must load before these sources can run. */
function filesFor(sources: string[]): Set<string> {
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

function gzippedKilobytes(files: Iterable<string>, ending: string): number {
  const chosen = [...files].filter((file) => file.endsWith(ending));
  return chosen.reduce((sum, file) => sum + gzipSync(readFileSync(new URL(file, DIST))).length, 0) / KILOBYTE;
}

test("the first route needs at most 160 kB of JavaScript and 15 kB of CSS, compressed", () => {
  const files = filesFor(["index.html", "pages/incidents/page.tsx"]);
  expect(gzippedKilobytes(files, ".js")).toBeGreaterThan(50);
  expect(gzippedKilobytes(files, ".js")).toBeLessThanOrEqual(160);
  expect(gzippedKilobytes(files, ".css")).toBeLessThanOrEqual(15);
});

test("recharts waits in a chunk of its own until a chart is shown", () => {
  const files = filesFor(["index.html", "pages/incidents/page.tsx", "pages/incident/page.tsx"]);
  const chart = manifest["parts/chart/error-chart.tsx"]?.file ?? "";
  expect(chart).toMatch(/error-chart/);
  expect(files.has(chart)).toBe(false);
  const texts = [...files]
    .filter((file) => file.endsWith(".js"))
    .map((file) => readFileSync(new URL(file, DIST), "utf8"));
  expect(texts.some((text) => text.includes("recharts-"))).toBe(false);
});

test("index.html holds no inline script or style, which the content security policy refuses", () => {
  const html = readFileSync(new URL("index.html", DIST), "utf8");
  expect(html.match(/<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=/g)).toBeNull();
});
