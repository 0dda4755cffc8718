import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { DIST, FIRST_ROUTE, filesFor, gzippedKilobytes, manifest } from "./built-files.ts";

test("the first route needs at most 160 kB of JavaScript and 15 kB of CSS, compressed", () => {
  const files = filesFor(FIRST_ROUTE);
  expect(gzippedKilobytes(files, ".js")).toBeGreaterThan(50);
  expect(gzippedKilobytes(files, ".js")).toBeLessThanOrEqual(160);
  expect(gzippedKilobytes(files, ".css")).toBeLessThanOrEqual(15);
});

test("recharts waits in a chunk of its own until a chart is shown", () => {
  const files = filesFor([...FIRST_ROUTE, "pages/incident/page.tsx"]);
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
