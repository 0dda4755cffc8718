import { isDigit } from "./json-bytes.ts";
import type { Stretch } from "./line-fields.ts";

const QUOTE = 0x22;

/** Whether a status is three digits, a number or a text, of an answer that is neither a failure nor a refusal. */
export function isAnswered(bytes: Uint8Array, { from, to }: Stretch): boolean {
  const isText = bytes[from] === QUOTE;
  const at = isText ? from + 1 : from;
  if (to - from !== (isText ? 5 : 3) || !isDigit(bytes[at]!) || !isDigit(bytes[at + 1]!) || !isDigit(bytes[at + 2]!)) {
    return false;
  }
  const status = (bytes[at]! - 48) * 100 + (bytes[at + 1]! - 48) * 10 + bytes[at + 2]! - 48;
  return status >= 100 && status < 500 && status !== 401 && status !== 403 && status !== 429;
}
