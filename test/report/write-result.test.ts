import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PassThrough, type Writable } from "node:stream";
import { expect, test } from "vitest";
import { renderPdf } from "../../server/lib/typst/render-pdf.ts";
import { writeResult } from "../../server/lib/write-result.ts";
import { zip } from "../../server/lib/zip.ts";
import { docxParts } from "../../server/report/docx/package.ts";
import { typstData } from "../../server/report/typst-data.ts";
import { temporaryFolder } from "../lib/temporary-folder.ts";
import { hostileAnalysis } from "./hostile.ts";

const terminal = () => Object.assign(new PassThrough(), { isTTY: true }) satisfies Writable;
const CALM = hostileAnalysis("calm");

test("a document is not poured over a terminal, but goes to a file and through a pipe", async () => {
  for (const bytes of [await renderPdf(typstData(CALM)), zip(docxParts(CALM))]) {
    await expect(writeResult(bytes, undefined, terminal())).rejects.toMatchObject({
      message: "this format is no text for a terminal: name a file with --out",
    });
    const file = join(temporaryFolder("out"), "report");
    await writeResult(bytes, file, terminal());
    expect(Buffer.compare(readFileSync(file), bytes)).toBe(0);
    const pipe = new PassThrough();
    const received: Buffer[] = [];
    pipe.on("data", (part) => received.push(part));
    await writeResult(bytes, undefined, pipe);
    expect(Buffer.compare(Buffer.concat(received), bytes)).toBe(0);
  }
});

test("text goes to a terminal, also as bytes", async () => {
  const shown = terminal();
  await writeResult(Buffer.from("# Bericht für Zoë ✓\n"), undefined, shown);
  await writeResult("more\n", undefined, shown);
  expect(String(shown.read())).toBe("# Bericht für Zoë ✓\nmore\n");
});

test("a file that can't be written is named with the reason", async () => {
  await expect(writeResult("x", "/nonexistent/report.md", terminal())).rejects.toMatchObject({
    code: "bad-input",
    message: expect.stringMatching(/^--out \/nonexistent\/report\.md can't be written: ENOENT/),
  });
});
