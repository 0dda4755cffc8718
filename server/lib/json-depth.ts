const [QUOTE, BACKSLASH, OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x22, 0x5c, 0x5b, 0x5d, 0x7b, 0x7d];

/** Levels of lists and objects that a body may have: an entry of 64 levels, in a list, in an object. */
export const MAX_JSON_DEPTH = 66;

/**
 * Whether JSON is nested deeper than `maxDepth`. It is looked at before it is parsed: what is parsed must be walked through, and
 * a walk of 10,000 levels ends in a full stack. Bytes that are no JSON give any answer.
 */
export function isDeeperThan(json: Buffer, maxDepth: number, start = 0, end = json.length): boolean {
  let [depth, inString] = [0, false];
  for (let at = start; at < end; at++) {
    const byte = json[at];
    if (inString) {
      if (byte === BACKSLASH) at++;
      else if (byte === QUOTE) inString = false;
    } else if (byte === QUOTE) inString = true;
    else if (byte === OPEN_OBJECT || byte === OPEN_LIST) {
      depth++;
      if (depth > maxDepth) return true;
    } else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) depth--;
  }
  return false;
}
