const [QUOTE, BACKSLASH, MINUS, DOT, PLUS] = [0x22, 0x5c, 0x2d, 0x2e, 0x2b];
const [OPEN_BRACE, CLOSE_BRACE, OPEN_LIST, CLOSE_LIST, COLON, COMMA] = [0x7b, 0x7d, 0x5b, 0x5d, 0x3a, 0x2c];
/** Deeper values are left to a parser. */
const MAX_DEPTH = 32;
/** Bytes that may follow a backslash, `u` apart. */
const ESCAPED = Uint8Array.from({ length: 256 }, (_, byte) =>
  '"\\/bfnrt'.includes(String.fromCharCode(byte)) ? 1 : 0,
);

/** The bytes of some lines, with the places of their quotes, backslashes and control characters, ascending, the last one beyond all. */
export type Stopped = { bytes: Uint8Array; places: Uint32Array };

/**
 * Walks over the JSON of lines without making values of it. Whatever it walks over to the end is what JSON.parse takes too; where it
 * is not sure it says -1. The walk goes forward, line after line.
 */
export class JsonBytes {
  protected readonly bytes: Uint8Array;
  private readonly places: Uint32Array;
  /** The next stop in `places`. */
  private next = 0;
  protected limit = 0;
  /** Whether the string that was walked over last holds a backslash. */
  protected hasEscape = false;

  /** What `stopped` holds may be filled anew, if `start` is called then. */
  constructor(stopped: Stopped) {
    this.bytes = stopped.bytes;
    this.places = stopped.places;
  }

  /** Must be called before the first line of other bytes is read. */
  start(): void {
    this.next = 0;
  }

  /** The place of the quote that closes the string that starts at `from`; -1 where the string is broken. */
  protected stringEnd(from: number): number {
    const { bytes, places } = this;
    let { next } = this;
    let start = from;
    this.hasEscape = false;
    for (;;) {
      while (places[next]! < start) next++;
      const at = places[next]!;
      if (at >= this.limit) return -1;
      this.next = next + 1;
      if (bytes[at] === QUOTE) return at;
      if (bytes[at] !== BACKSLASH) return -1;
      this.hasEscape = true;
      start = this.escapeEnd(at + 1);
      if (start < 0) return -1;
    }
  }

  private escapeEnd(at: number): number {
    const { bytes } = this;
    if (ESCAPED[bytes[at]!] === 1) return at + 1;
    if (bytes[at] !== 0x75) return -1;
    for (let i = at + 1; i < at + 5; i++) if (!isHex(bytes[i]!)) return -1;
    return at + 5;
  }

  /** The place after blanks. */
  protected blanks(from: number): number {
    const { bytes } = this;
    let at = from;
    while (bytes[at] === 0x20 || bytes[at] === 0x09) at++;
    return at;
  }

  /** The place of the value behind a key that ends at `keyEnd`; -1 where there is no colon. */
  protected valueAfter(keyEnd: number): number {
    const at = this.blanks(keyEnd + 1);
    return this.bytes[at] === COLON ? this.blanks(at + 1) : -1;
  }

  /** The place after the value at `at`, or -1. */
  protected skip(at: number, depth = 0): number {
    const first = this.bytes[at]!;
    if (first === QUOTE) {
      const end = this.stringEnd(at + 1);
      return end < 0 ? -1 : end + 1;
    }
    if (first === OPEN_BRACE) return depth < MAX_DEPTH ? this.skipObject(at, depth + 1) : -1;
    if (first === OPEN_LIST) return depth < MAX_DEPTH ? this.skipList(at, depth + 1) : -1;
    return first === MINUS || isDigit(first) ? this.skipNumber(at) : this.skipWord(at);
  }

  private skipObject(from: number, depth: number): number {
    const { bytes } = this;
    let at = this.blanks(from + 1);
    if (bytes[at] === CLOSE_BRACE) return at + 1;
    for (;;) {
      if (bytes[at] !== QUOTE) return -1;
      const keyEnd = this.stringEnd(at + 1);
      if (keyEnd < 0) return -1;
      const value = this.valueAfter(keyEnd);
      if (value < 0) return -1;
      const end = this.skip(value, depth);
      if (end < 0) return -1;
      at = this.blanks(end);
      if (bytes[at] === CLOSE_BRACE) return at + 1;
      if (bytes[at] !== COMMA) return -1;
      at = this.blanks(at + 1);
    }
  }

  private skipList(from: number, depth: number): number {
    const { bytes } = this;
    let at = this.blanks(from + 1);
    if (bytes[at] === CLOSE_LIST) return at + 1;
    for (;;) {
      const end = this.skip(at, depth);
      if (end < 0) return -1;
      at = this.blanks(end);
      if (bytes[at] === CLOSE_LIST) return at + 1;
      if (bytes[at] !== COMMA) return -1;
      at = this.blanks(at + 1);
    }
  }

  private skipNumber(from: number): number {
    const { bytes } = this;
    let at = bytes[from] === MINUS ? from + 1 : from;
    // No digit may follow a leading zero.
    const whole = bytes[at] === 0x30 ? at + 1 : this.digits(at);
    if (whole === at) return -1;
    at = whole;
    if (bytes[at] === DOT) {
      const end = this.digits(at + 1);
      if (end === at + 1) return -1;
      at = end;
    }
    if ((bytes[at]! | 32) !== 0x65) return at;
    at += bytes[at + 1] === PLUS || bytes[at + 1] === MINUS ? 2 : 1;
    const end = this.digits(at);
    return end === at ? -1 : end;
  }

  private digits(from: number): number {
    let at = from;
    while (isDigit(this.bytes[at]!)) at++;
    return at;
  }

  private skipWord(at: number): number {
    for (const word of WORDS) if (this.is(at, word)) return at + word.length;
    return -1;
  }

  /** Whether `word` stands at a place. */
  protected is(at: number, word: Uint8Array): boolean {
    const { bytes } = this;
    for (let i = 0; i < word.length; i++) if (bytes[at + i] !== word[i]) return false;
    return true;
  }
}

const ENCODER = new TextEncoder();
const WORDS = ["true", "false", "null"].map((word) => ENCODER.encode(word));

/** Whether a byte is a decimal digit. */
export function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

function isHex(byte: number): boolean {
  return isDigit(byte) || ((byte | 32) >= 0x61 && (byte | 32) <= 0x66);
}
