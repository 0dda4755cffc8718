import type { follow, Scan } from "./value-scan.ts";

/** The longest value that is taken. */
export const MAX_VALUE_BYTES = 64 * 1024 * 1024;
/** What every reason ends with: what should stand there. */
export const EXPECTED = "expected one LogEntry as a JSON object";

/** Why a value is not taken that was followed to `scan`, with that `result`; `head`: its first bytes. */
export function brokenReason(result: ReturnType<typeof follow>, scan: Scan, head: Buffer): string {
  if (result === "end") return `not valid JSON${whereBroken(head)}: ${EXPECTED}`;
  if (scan.offset >= MAX_VALUE_BYTES) return `an object of more than ${MAX_VALUE_BYTES / 1024 / 1024} MiB: ${EXPECTED}`;
  return `JSON that ends in the middle: ${EXPECTED}, whole`;
}

function whereBroken(text: Buffer): string {
  try {
    JSON.parse(text.toString("utf8"));
    return "";
  } catch (thrown) {
    const position = thrown instanceof Error ? /at position (\d+)/.exec(thrown.message)?.[1] : undefined;
    return position === undefined ? "" : ` (at character ${position} of the object)`;
  }
}

/** Why bytes between values are not taken: what they look like. */
export function strayReason(data: Buffer, start: number, end: number): string {
  const text = data.toString("utf8", start, Math.min(end, start + 64)).trim();
  if (/^(?:null|true|false|-?\d[\d.eE+-]*)$/.test(text)) return `${text}: ${EXPECTED}`;
  if (/^"[^"]*"?$/.test(text)) return `a text: ${EXPECTED}`;
  return `${end - start} bytes that are not JSON: ${EXPECTED}`;
}
