import { redactDeep } from "./deep.ts";
import type { Redact } from "./redact.ts";

/** A document with secrets in any of its texts replaced, for what leaves Plumbline: the last line, after all that was kept. */
export function redactDocument<T>(document: T, redact: Redact): T {
  return redactDeep(document, redact, new Map());
}

/** A JSON text with secrets in any of its texts replaced; byte for byte the same where there are none. */
export function redactJson(text: string, redact: Redact): string {
  const document: unknown = JSON.parse(text);
  const clean = redactDocument(document, redact);
  return clean === document ? text : JSON.stringify(clean);
}
