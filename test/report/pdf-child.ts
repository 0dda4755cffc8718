import { readFileSync, writeFileSync } from "node:fs";
import { renderPdf } from "../../server/lib/typst/render-pdf.ts";

// Makes the PDF of data in a file in a process of its own; what goes wrong is one line on standard output.
const [, , data = "", out = ""] = process.argv;
try {
  writeFileSync(out, await renderPdf(readFileSync(data, "utf8")));
} catch (error) {
  console.log(error instanceof Error && "code" in error ? `${String(error.code)}: ${error.message}` : String(error));
}
