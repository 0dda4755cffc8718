/** Of a call's method and of what its status says, in bytes; longer ones are for a parser. */
const MAX_CALL_BYTES = 1024;

/**
 * Finds what grouping needs in the bytes of one LogEntry, without parsing the rest: its insertId and its text, or its
 * request. Where anything is unusual it gives up and the caller parses the line.
 */
export class EntryFields {
  /** The insertId between its quotes, still escaped as JSON. */
  idFrom = 0;
  idTo = 0;
  /** The text between its quotes, still escaped as JSON; `textTo` is 0 where the entry speaks by its request alone. */
  textFrom = 0;
  textTo = 0;
  isEscaped = false;
  /** What the status of an audited call says, which ends its text; `noteTo` is 0 where it says nothing. */
  noteFrom = 0;
  noteTo = 0;
  methodFrom = 0;
  methodTo = 0;
  urlFrom = 0;
  urlTo = 0;
  statusFrom = 0;
  statusTo = 0;
  /** The bytes of the lines, in the form that is searched fast. */
  private buffer: Buffer = Buffer.alloc(0);
  private bytes: Uint8Array = new Uint8Array(0);
  private limit = 0;
  /** Where the key ends whose value was asked for last. */
  private keyTo = 0;
  /** The place of the next payload's key in `bytes` from the last search on; the end where there is none. */
  private payloadAt = -1;
  /** Whether the string that was skipped last holds a backslash. */
  private hasEscape = false;

  /** Must be called before lines of other bytes are read. */
  start(bytes: Uint8Array): void {
    this.bytes = bytes;
    this.buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    this.payloadAt = -1;
  }

  /** True where insertId and either a text or a request were found between `from` and `to`, which hold one line. */
  read(from: number, to: number): boolean {
    const { bytes } = this;
    this.limit = to;
    this.idTo = this.textTo = this.noteTo = this.methodTo = this.urlTo = this.statusTo = 0;
    if (bytes[from] !== 123 || bytes[to - 1] !== 125) return false;
    let at = this.blanks(from + 1);
    while (at < to && bytes[at] === 34) {
      const key = at + 1;
      at = this.valueOf(key);
      if (at < 0) return false;
      at = this.field(key, this.keyTo - key, at);
      if (at < 0) return false;
      if (this.idTo > 0 && (this.textTo > 0 || (this.isRequest() && !this.hasPayload(at)))) return true;
      at = this.blanks(at);
      if (bytes[at] !== 44) break;
      at = this.blanks(at + 1);
    }
    return at === to - 1 && bytes[at] === 125 && this.idTo > 0 && this.isRequest();
  }

  private isRequest(): boolean {
    return this.urlTo > 0 && this.methodTo > 0;
  }

  /** Whether the key of a payload may stand in the rest of the line. Searched once for many lines. */
  private hasPayload(from: number): boolean {
    if (this.payloadAt < from) {
      const at = this.buffer.indexOf(PAYLOAD, from);
      this.payloadAt = at < 0 ? this.bytes.length : at;
    }
    return this.payloadAt < this.limit;
  }

  /** The place of the value of the key that begins at `key` and ends at `keyTo`; -1 where the line needs a parser. */
  private valueOf(key: number): number {
    this.keyTo = this.stringEnd(key);
    const at = this.blanks(this.keyTo + 1);
    return this.hasEscape || this.bytes[at] !== 58 ? -1 : this.blanks(at + 1);
  }

  /** Reads or skips the value at `at`; the place after it, or -1 where the line needs a parser. */
  private field(key: number, length: number, at: number): number {
    const { bytes } = this;
    const first = bytes[key]!;
    if (length === 8 && first === 105 && this.isKey(key, INSERT_ID)) {
      if (bytes[at] !== 34) return -1;
      this.idFrom = at + 1;
      this.idTo = this.stringEnd(at + 1);
      return this.idTo < this.limit ? this.idTo + 1 : -1;
    }
    if (length === 11 && first === 116 && this.isKey(key, TEXT_PAYLOAD)) return this.text(at);
    if (length === 11 && first === 106 && this.isKey(key, JSON_PAYLOAD)) return this.payload(at, MESSAGE);
    if (length === 11 && first === 104 && this.isKey(key, HTTP_REQUEST)) return this.request(at);
    if (length === 12 && first === 112 && this.isKey(key, PROTO_PAYLOAD)) return this.payload(at, METHOD_NAME);
    return this.skip(at);
  }

  private text(at: number): number {
    if (this.bytes[at] !== 34) return -1;
    this.textFrom = at + 1;
    this.textTo = this.stringEnd(at + 1);
    this.isEscaped = this.hasEscape;
    return this.textTo === this.textFrom || this.textTo >= this.limit ? -1 : this.textTo + 1;
  }

  /** The text under one key of a payload; one without it needs a parser. */
  private payload(from: number, name: Uint8Array): number {
    const { bytes, limit } = this;
    if (bytes[from] !== 123) return -1;
    let at = this.blanks(from + 1);
    while (at < limit && bytes[at] === 34) {
      const key = at + 1;
      at = this.valueOf(key);
      if (at < 0) return -1;
      const { keyTo } = this;
      if (keyTo - key === name.length && this.isKey(key, name)) {
        const end = this.text(at);
        if (end < 0 || (name === MESSAGE && this.idTo > 0)) return end;
        at = end;
      } else if (name === METHOD_NAME && keyTo - key === STATUS.length && this.isKey(key, STATUS)) {
        at = this.status(at);
        if (at < 0) return -1;
      } else at = this.skip(at);
      at = this.blanks(at);
      if (bytes[at] !== 44) break;
      at = this.blanks(at + 1);
    }
    if (this.noteTo > 0 && (this.isEscaped || this.textTo - this.textFrom > MAX_CALL_BYTES)) return -1;
    return this.textTo > 0 && bytes[at] === 125 ? at + 1 : -1;
  }

  /** The message in the status of an audited call, where it has one; a long one and one with escapes need a parser. */
  private status(from: number): number {
    const { bytes, limit } = this;
    if (bytes[from] !== 123 || this.noteTo > 0) return -1;
    let at = this.blanks(from + 1);
    while (at < limit && bytes[at] === 34) {
      const key = at + 1;
      at = this.valueOf(key);
      if (at < 0) return -1;
      const { keyTo } = this;
      const end = this.skip(at);
      if (end < 0) return -1;
      if (keyTo - key === MESSAGE.length && this.isKey(key, MESSAGE)) {
        if (bytes[at] !== 34 || this.hasEscape || this.noteTo > 0 || end - at > MAX_CALL_BYTES) return -1;
        this.noteFrom = at + 1;
        this.noteTo = end - at > 2 ? end - 1 : 0;
      }
      at = this.blanks(end);
      if (bytes[at] !== 44) break;
      at = this.blanks(at + 1);
    }
    return bytes[at] === 125 ? at + 1 : -1;
  }

  private request(from: number): number {
    const { bytes, limit } = this;
    if (bytes[from] !== 123) return -1;
    let at = this.blanks(from + 1);
    while (at < limit && bytes[at] === 34) {
      const key = at + 1;
      at = this.valueOf(key);
      if (at < 0) return -1;
      const { keyTo } = this;
      const end = this.skip(at);
      if (end < 0 || this.hasEscape) return -1;
      this.requestField(key, keyTo - key, at, end);
      if (this.statusTo > 0 && this.idTo > 0 && this.isRequest() && !this.hasPayload(end)) return end;
      at = this.blanks(end);
      if (bytes[at] !== 44) break;
      at = this.blanks(at + 1);
    }
    return bytes[at] === 125 ? at + 1 : -1;
  }

  private requestField(key: number, length: number, from: number, to: number): void {
    const isText = this.bytes[from] === 34;
    if (length === 13 && isText && this.isKey(key, REQUEST_METHOD)) {
      this.methodFrom = from + 1;
      this.methodTo = to - 1;
    } else if (length === 10 && isText && this.isKey(key, REQUEST_URL)) {
      this.urlFrom = from + 1;
      this.urlTo = to - 1;
    } else if (length === 6 && this.isKey(key, STATUS)) {
      this.statusFrom = isText ? from + 1 : from;
      this.statusTo = isText ? to - 1 : to;
    }
  }

  /** The place after the value at `at`: a string, a number or word, an object or a list. */
  private skip(at: number): number {
    const { bytes, limit } = this;
    const first = bytes[at];
    if (first === 34) return this.stringEnd(at + 1) + 1;
    this.hasEscape = false;
    let to = at;
    if (first !== 123 && first !== 91) {
      while (to < limit && bytes[to] !== 44 && bytes[to] !== 125 && bytes[to] !== 93 && bytes[to]! > 32) to++;
      return to === at ? -1 : to;
    }
    let depth = 0;
    while (to < limit) {
      const code = bytes[to]!;
      if (code === 34) to = this.stringEnd(to + 1);
      else if (code === 123 || code === 91) depth++;
      else if ((code === 125 || code === 93) && --depth === 0) return to + 1;
      to++;
    }
    return -1;
  }

  /** The place of the quote that closes the string that starts at `from`; the limit where none does. */
  private stringEnd(from: number): number {
    const { bytes, limit } = this;
    let at = from;
    this.hasEscape = false;
    while (at < limit) {
      const code = bytes[at];
      if (code === 34) return at;
      if (code === 92) {
        this.hasEscape = true;
        at++;
      }
      at++;
    }
    return limit;
  }

  private blanks(from: number): number {
    let at = from;
    while (at < this.limit && this.bytes[at]! <= 32) at++;
    return at;
  }

  private isKey(at: number, key: Uint8Array): boolean {
    for (let i = 0; i < key.length; i++) if (this.bytes[at + i] !== key[i]) return false;
    return true;
  }
}

const ENCODER = new TextEncoder();
const INSERT_ID = ENCODER.encode("insertId");
const TEXT_PAYLOAD = ENCODER.encode("textPayload");
const JSON_PAYLOAD = ENCODER.encode("jsonPayload");
const PROTO_PAYLOAD = ENCODER.encode("protoPayload");
const HTTP_REQUEST = ENCODER.encode("httpRequest");
const MESSAGE = ENCODER.encode("message");
const METHOD_NAME = ENCODER.encode("methodName");
const REQUEST_METHOD = ENCODER.encode("requestMethod");
const REQUEST_URL = ENCODER.encode("requestUrl");
/** As bytes: a text would be made into bytes for each search. */
const PAYLOAD = Buffer.from('Payload":');
const STATUS = ENCODER.encode("status");
