import { foldTrace } from "./fold-trace.ts";
import { RULES } from "./rules.ts";
import { Scanner } from "./scanner.ts";

/** A text with what varies masked, and which rule masked how much, most frequent first. */
export type Template = { template: string; masks: { rule: string; count: number }[] };

const ENCODER = new TextEncoder();
const DECODER = new TextDecoder();

/**
 * The text with its volatile parts masked and its identity kept: numbers, times, sizes, addresses and ids go, names in
 * quotes, exception classes, signals and statuses of failed requests stay. Frames of stacks are left out. One pass,
 * linear in the length of the text, of which 16 kB count before stacks are left out and 4 kB after.
 */
export function templateOf(text: string): Template {
  scanText(SCANNER, text);
  return { template: shownBy(SCANNER), masks: masksOf(SCANNER) };
}

/** Each scan starts from nothing, so that one scanner serves all calls; a new one costs more than most texts. */
const SCANNER = new Scanner();

/** Runs a scanner over a string, whose stacks are folded first. */
export function scanText(scanner: Scanner, text: string): void {
  const { written } = ENCODER.encodeInto(text, scanner.scratch);
  scanScratch(scanner, written, text.includes("\n"));
}

/** Runs a scanner over the first `length` bytes of its own scratch, whose stacks are folded first. */
export function scanScratch(scanner: Scanner, length: number, hasBreaks: boolean): void {
  const end = hasBreaks ? foldTrace(scanner.scratch, length) : length;
  // What the text before left behind is none of this one.
  scanner.scratch.fill(0, end, end + 4);
  scanner.scan(scanner.scratch, 0, end);
}

/** What a scanner wrote last. */
export function shownBy(scanner: Scanner): string {
  return DECODER.decode(scanner.out.subarray(0, scanner.length));
}

function masksOf(scanner: Scanner): { rule: string; count: number }[] {
  return RULES.flatMap(({ name }, rule) => {
    const count = scanner.counts[rule] ?? 0;
    return count > 0 ? [{ rule: name, count }] : [];
  }).sort((a, b) => b.count - a.count || (a.rule < b.rule ? -1 : 1));
}
