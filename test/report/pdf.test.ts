import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { inflateSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { withoutGlyphs } from "../../server/lib/typst/missing-glyphs.ts";
import { renderPdf } from "../../server/lib/typst/render-pdf.ts";
import { typstData } from "../../server/report/typst-data.ts";
import type { Analysis } from "../../shared/incident.ts";
import { temporaryFolder } from "../lib/temporary-folder.ts";
import { HOSTILE, hostileAnalysis } from "./hostile.ts";

const HAS_PDFTOTEXT = spawnSync("pdftotext", ["-v"]).error === undefined;
if (!HAS_PDFTOTEXT) console.warn("pdftotext is not installed: the text of PDF files is not looked at");

describe("a report as PDF", () => {
  test.each(Object.entries(HOSTILE))("compiles with %s text, which is text", async (_name, { text, marker }) => {
    const pdf = await renderPdf(typstData(hostileAnalysis(text)));

    const inside = insideOf(pdf);
    expect(inside.startsWith("%PDF-1.7")).toBe(true);
    expect(inside).not.toMatch(/\/JavaScript|\/JS\b|\/Launch|\/SubmitForm|\/EmbeddedFile|\/URI\s*\(/);
    if (HAS_PDFTOTEXT) expect(squeezed(textOf(pdf))).toContain(squeezed(marker));
  });

  test("is tagged, PDF/UA-1, dated as the analysis, with its links and page numbers", async () => {
    const analysis = hostileAnalysis("calm");
    for (const group of analysis.incidents[0]?.groups ?? [])
      group.logsUrl = "https://console.cloud.google.com/logs/query";

    const pdf = await renderPdf(typstData(analysis));

    const inside = insideOf(pdf);
    expect(inside).toMatch(/\/MarkInfo\s*<<[^>]*\/Marked true/);
    expect(inside).toContain("<pdfuaid:part>1</pdfuaid:part>");
    expect(inside).toContain("D:20260301130000");
    expect(inside).toContain("(https://console.cloud.google.com/logs/query)");
    expect(inside).toMatch(/\/S\s*\/TOC\b/);
    expect(inside).toMatch(/\/S\s*\/TH\b/);
    if (HAS_PDFTOTEXT) expect(textOf(pdf)).toMatch(/Page 1 of \d/);
  });

  test("of 200 checks repeats the head of the table on each page", async ({ skip }) => {
    if (!HAS_PDFTOTEXT) skip("pdftotext is not installed");
    const analysis = hostileAnalysis("calm");
    const [incident] = analysis.incidents;
    const [one] = incident?.checks ?? [];
    if (incident === undefined || one === undefined) throw new Error("no check");
    incident.checks = Array.from({ length: 200 }, (_, i) => ({ ...one, id: `c${i}` }));

    const text = textOf(await renderPdf(typstData(analysis)));

    expect(text.match(/What was seen\s+When \(UTC\)/g)?.length).toBeGreaterThan(4);
  });

  test("is the same bytes in another process", async () => {
    const data = typstData(hostileAnalysis(HOSTILE.html.text));
    const { pdf } = renderElsewhere(data);
    expect(Buffer.compare(pdf, await renderPdf(data))).toBe(0);
  });

  test("gives up after its time limit in words, and the next one works", async () => {
    const data = typstData(many(hostileAnalysis(HOSTILE.long.text), 60));
    await expect(renderPdf(data, { timeMs: 5 })).rejects.toMatchObject({
      code: "unavailable",
      message: expect.stringContaining("longer than 0.005 s"),
    });
    expect((await renderPdf(typstData(hostileAnalysis("calm")))).length).toBeGreaterThan(10_000);
  });

  test("gives up where it needs more memory than it may have, and ends the process that took it", async () => {
    const data = typstData(many(hostileAnalysis(HOSTILE.long.text), 60));
    await expect(renderPdf(data, { memoryMb: 90 })).rejects.toMatchObject({
      code: "unavailable",
      message: expect.stringContaining("it needed more than 90 MB"),
    });
    expect((await renderPdf(typstData(hostileAnalysis("calm")))).length).toBeGreaterThan(10_000);
  });

  test("is made one after the other, and refused where too many wait", async () => {
    const data = typstData(hostileAnalysis("calm"));
    const asked = Array.from({ length: 30 }, () =>
      renderPdf(data).then(
        () => "made",
        (error: Error) => error.message,
      ),
    );
    const outcomes = await Promise.all(asked);
    expect(outcomes.filter((outcome) => outcome === "made")).toHaveLength(21);
    expect(outcomes.at(-1)).toBe("The PDF could not be made: 20 documents wait already: try again in a moment.");
  });

  test("shows every character as itself or as its code: none is an empty box", async ({ skip }) => {
    if (!HAS_PDFTOTEXT) skip("pdftotext is not installed");
    const words = "Ελλάδα Привет 中文 日本語 한국어 العربية עברית हिन्दी ไทย 😀 → ± “”";
    const text = squeezed(textOf(await renderPdf(typstData(hostileAnalysis(words)))));
    for (const character of words.replace(/\s/g, "")) {
      const code = `[U+${character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, "0")}]`;
      const isThere = text.includes(character) || text.includes(code) || text.normalize("NFKC").includes(character);
      expect(`${character} ${isThere}`).toBe(`${character} true`);
    }
    expect(text).not.toContain("\u0000");
    for (const word of ["中文", "日本語", "한국어"]) expect(text).toContain(word);
  });

  test("shows emoji, Thai, Tamil and Bengali as they are, and what no font has beside them as codes", async ({
    skip,
  }) => {
    if (!HAS_PDFTOTEXT) skip("pdftotext is not installed");
    const words = ["🔥", "❌", "✅", "🚀", "ผู้ใช้ล้มเหลว", "பயனர்", "ব্যবহারকারী"];
    const text = squeezed(textOf(await renderPdf(typstData(hostileAnalysis(`${words.join(" ")} ᠮ`)))));
    // The other code is the example of the note at the end.
    expect([...new Set(text.match(/\[U\+[0-9A-F]+\]/g))]).toEqual(["[U+182E]", "[U+4E2D]"]);
    // Signs above and below are drawn in another order than they are written in.
    for (const letter of words.join("").replace(/\p{M}/gu, "")) expect(text).toContain(letter);
  });

  test("says what to do where the compiler is missing", () => {
    const { said } = renderElsewhere("{}", `--import=${new URL("./hide-typst.mjs", import.meta.url).href}`);
    expect(said).toMatch(/^unavailable: PDF needs the optional package @myriaddreamin\/typst-ts-node-compiler/);
    expect(said).toContain("export html and print it");
  });
});

describe("characters without a glyph", () => {
  test("become their codes, once, and the data say so", () => {
    const complaint = 'message: "PDF/UA-1 error: the text `\\"中\\"` could not be displayed with font `\\"X\\"`"';
    const once = withoutGlyphs('{"title":"中文 a"}', complaint);
    expect(once).toBe('{"codes":true,"title":"[U+4E2D]文 a"}');
    expect(withoutGlyphs(once ?? "", complaint)).toBeUndefined();
    expect(withoutGlyphs(once ?? "", complaint.replace("中", "\\\\u{6587}"))).toBe(
      '{"codes":true,"title":"[U+4E2D][U+6587] a"}',
    );
  });

  test("are no reason to go on where the complaint is another", () => {
    expect(withoutGlyphs('{"title":"中"}', "unknown variable: foo")).toBeUndefined();
  });
});

function renderElsewhere(data: string, ...options: string[]): { pdf: Uint8Array; said: string } {
  const folder = temporaryFolder("pdf");
  const [input, output] = [join(folder, "data.json"), join(folder, "out.pdf")];
  writeFileSync(input, data);
  const child = fileURLToPath(new URL("./pdf-child.ts", import.meta.url));
  const said = execFileSync(process.execPath, [...options, child, input, output], { encoding: "utf8" });
  return { pdf: existsSync(output) ? readFileSync(output) : new Uint8Array(), said };
}

function many(analysis: Analysis, count: number): Analysis {
  return { ...analysis, incidents: Array.from({ length: count }, () => analysis.incidents).flat() };
}

/** The file with its compressed streams unpacked. */
function insideOf(pdf: Uint8Array): string {
  const raw = Buffer.from(pdf).toString("latin1");
  const streams = [...raw.matchAll(/\/FlateDecode[^>]*>>\s*stream\r?\n/g)].map((found) => {
    try {
      return inflateSync(Buffer.from(raw.slice((found.index ?? 0) + found[0].length), "latin1"), {
        finishFlush: 2,
      }).toString("latin1");
    } catch {
      return "";
    }
  });
  return [raw, ...streams].join("\n");
}

function textOf(pdf: Uint8Array): string {
  return execFileSync("pdftotext", ["-layout", "-", "-"], { input: pdf, encoding: "utf8", maxBuffer: 1e8 });
}

function squeezed(text: string): string {
  return text.replace(/[\s\u00ad]+/g, "");
}
