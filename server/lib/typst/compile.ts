import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { NodeCompiler } from "@myriaddreamin/typst-ts-node-compiler";
import { fontFolders, rareFonts } from "./fonts.ts";
import { withoutGlyphs } from "./missing-glyphs.ts";

/** A document's data, as `document.typ` reads them. */
export type PdfJob = { data: string };
/** `missing`: the compiler is not installed; `failed`: it could not make this document. */
export type PdfResult = { pdf: Uint8Array } | { fault: "missing" | "failed"; message: string };

const TEMPLATE = readFileSync(new URL("./document.typ", import.meta.url), "utf8");
/** Each round replaces every character that the one before could not show; more than a few mean that something else is wrong. */
const MOST_ROUNDS = 6;
/** How many documents the compiler remembers parts of. */
const CACHE_AGE = 4;

/** Most documents need no rare fonts: a compiler that has them is made when the first one does. */
type Compilers = { usual: NodeCompiler; withRareFonts: () => Promise<NodeCompiler> };

let compilers: Compilers | undefined;

/** Whether a message is a document to make. */
export function isPdfJob(message: unknown): message is PdfJob {
  return typeof message === "object" && message !== null && "data" in message && typeof message.data === "string";
}

/** Whether a message is what came of one. */
export function isPdfResult(message: unknown): message is PdfResult {
  if (typeof message !== "object" || message === null) return false;
  return "pdf" in message ? message.pdf instanceof Uint8Array : "fault" in message && "message" in message;
}

/** The document as PDF/UA-1, or why there is none. The compiler is loaded once and stays. */
export async function answer({ data }: PdfJob): Promise<PdfResult> {
  try {
    compilers ??= await createCompilers();
  } catch (error) {
    return { fault: "missing", message: wordsOf(error) };
  }
  try {
    return { pdf: await compile(compilers, data) };
  } catch (error) {
    return { fault: "failed", message: wordsOf(error) };
  } finally {
    compilers.usual.evictCache(CACHE_AGE);
  }
}

async function createCompilers(): Promise<Compilers> {
  const { NodeCompiler } = await import("@myriaddreamin/typst-ts-node-compiler");
  const workspace = fileURLToPath(new URL(".", import.meta.url));
  const folders = { fontPaths: fontFolders() };
  let rare: NodeCompiler | undefined;
  return {
    usual: NodeCompiler.create({ workspace, fontArgs: [folders] }),
    withRareFonts: async () => {
      // Fonts in memory come first: after folders the compiler takes none.
      rare ??= NodeCompiler.create({ workspace, fontArgs: [{ fontBlobs: await rareFonts() }, folders] });
      return rare;
    },
  };
}

/**
 * Each document begins with the usual fonts, whatever was asked before: equal data give equal bytes. A character that no font
 * has would be an empty box, which PDF/UA forbids: it is shown as its code instead.
 */
async function compile({ usual, withRareFonts }: Compilers, given: string): Promise<Uint8Array> {
  try {
    return pdfOf(usual, given);
  } catch (error) {
    if (withoutGlyphs(given, wordsOf(error)) === undefined) throw error;
  }
  const rare = await withRareFonts();
  let data = given;
  for (let round = 1; ; round += 1) {
    try {
      return pdfOf(rare, data);
    } catch (error) {
      const next = withoutGlyphs(data, wordsOf(error));
      if (next === undefined || round === MOST_ROUNDS) throw error;
      data = next;
    } finally {
      rare.evictCache(CACHE_AGE);
    }
  }
}

function pdfOf(typst: NodeCompiler, data: string): Uint8Array {
  return typst.pdf({ mainFileContent: TEMPLATE, inputs: { data } }, { pdfStandard: "ua-1" });
}

/** The compiler puts its diagnostics into `code`. */
function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return "code" in error && typeof error.code === "string" ? `${error.message} ${error.code}` : error.message;
}
