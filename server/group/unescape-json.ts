const SIMPLE = new Uint8Array(128);
for (const [letter, code] of [
  ["n", 10],
  ["t", 9],
  ["r", 13],
  ["b", 8],
  ["f", 12],
  ['"', 34],
  ["\\", 92],
  ["/", 47],
] as const) {
  SIMPLE[letter.charCodeAt(0)] = code;
}

/**
 * Writes the content of a JSON string to `out`, from `start` on, with its escapes resolved, as many bytes as fit. The place
 * behind them, or -1 where a `\u` escape or a fault needs a parser. https://www.rfc-editor.org/rfc/rfc8259#section-7
 */
export function unescapeJson(bytes: Uint8Array, from: number, to: number, out: Uint8Array, start = 0): number {
  let length = start;
  const most = out.length;
  for (let i = from; i < to && length < most; i++) {
    let code = bytes[i]!;
    if (code === 92) {
      code = SIMPLE[bytes[++i]! & 127]!;
      if (code === 0) return -1;
    }
    out[length++] = code;
  }
  return length;
}
