import { JsonBytes } from "./json-bytes.ts";

const [QUOTE, OPEN_BRACE, CLOSE_BRACE, COMMA] = [0x22, 0x7b, 0x7d, 0x2c];
const ENCODER = new TextEncoder();

/** A stretch of the line; `to` is 0 where there is none. */
export type Stretch = { from: number; to: number; isEscaped: boolean };

/** Keys of an object by their length, each with the place for its value; undefined for keys that only a parser understands. */
type KnownKeys = ({ key: Uint8Array; place: Stretch | undefined }[] | undefined)[];

/** Which of the payloads a line holds. */
export type PayloadKind = "none" | "text" | "json" | "proto";

/** The fields of an entry that are walked over: nothing that is counted depends on them, but for the trace of a failure. */
const TRACE = word("trace");
const PASSED = [TRACE, ...["receiveTimestamp", "spanId", "traceSampled", "sourceLocation", "operation"].map(word)];
const [INSERT_ID, TIMESTAMP, SEVERITY] = [word("insertId"), word("timestamp"), word("severity")];
const [LOG_NAME, RESOURCE, LABELS, HTTP_REQUEST] = [
  word("logName"),
  word("resource"),
  word("labels"),
  word("httpRequest"),
];
const [TEXT, JSON_PAYLOAD, PROTO] = [word("textPayload"), word("jsonPayload"), word("protoPayload")];

/** Other spellings of what a request tells; see `readHttpRequest`. */
const REQUEST_SYNONYMS = [
  ...["request_method", "method", "request_url", "url"],
  ...["responseStatusCode", "response_status_code"],
];
/** Keys by which a structured payload says more than its message: a request, an audited call, a protobuf. */
const SPEAKING_KEYS = [
  ...["@type", "fields", "httpRequest", "context", "req", "res"],
  ...["method", "RequestMethod", "http.method", "http.request.method", "http_method"],
];
/** Keys in which an audited call may be wrapped. */
const AUDIT_WRAPPERS = ["audit_log", "type_url"];

/**
 * Where the fields of one LogEntry stand in the bytes of its line. Only what is spelled as the REST API spells it is taken, each
 * field once: `read` is false for all else, which JSON.parse and `readEntry` have to look at.
 */
export class LineFields extends JsonBytes {
  readonly insertId: Stretch = nowhere();
  readonly timestamp: Stretch = nowhere();
  readonly severity: Stretch = nowhere();
  readonly logName: Stretch = nowhere();
  /** An object, with its braces. */
  readonly resource: Stretch = nowhere();
  readonly labels: Stretch = nowhere();
  /** As it stands: a text with its quotes, or anything else. */
  readonly trace: Stretch = nowhere();
  readonly httpRequest: Stretch = nowhere();
  /** An object with its braces, or a text between its quotes. */
  readonly payload: Stretch = nowhere();
  payloadKind: PayloadKind = "none";
  /** Of the request: values as they stand, texts with their quotes. */
  readonly method: Stretch = nowhere();
  readonly url: Stretch = nowhere();
  readonly status: Stretch = nowhere();
  /** Of a structured payload. */
  readonly message: Stretch = nowhere();
  /** Of an audited call. */
  readonly type: Stretch = nowhere();
  readonly serviceName: Stretch = nowhere();
  readonly methodName: Stretch = nowhere();
  readonly callStatus: Stretch = nowhere();
  private readonly requestKeys = knownKeys(
    { requestMethod: this.method, requestUrl: this.url, status: this.status },
    REQUEST_SYNONYMS,
  );
  private readonly jsonKeys = knownKeys({ message: this.message }, SPEAKING_KEYS);
  private readonly auditKeys = knownKeys(
    { "@type": this.type, serviceName: this.serviceName, methodName: this.methodName, status: this.callStatus },
    AUDIT_WRAPPERS,
  );
  /** One bit for each field that was passed. */
  private passed = 0;

  /** True where the bytes from `from` to `to` are one entry in the usual form. */
  read(from: number, to: number): boolean {
    const { bytes } = this;
    this.limit = to;
    this.forget();
    if (bytes[from] !== OPEN_BRACE) return false;
    let at = this.blanks(from + 1);
    for (;;) {
      if (bytes[at] !== QUOTE) return false;
      const key = at + 1;
      const keyEnd = this.stringEnd(key);
      if (keyEnd < 0) return false;
      const value = this.valueAfter(keyEnd);
      if (value < 0) return false;
      const end = this.field(key, keyEnd - key, value);
      if (end < 0) return false;
      at = this.blanks(end);
      if (bytes[at] === CLOSE_BRACE) return this.blanks(at + 1) === to;
      if (bytes[at] !== COMMA) return false;
      at = this.blanks(at + 1);
    }
  }

  private forget(): void {
    this.insertId.to = this.timestamp.to = this.severity.to = this.logName.to = 0;
    this.trace.to = 0;
    this.resource.to = this.labels.to = this.httpRequest.to = this.payload.to = 0;
    this.method.to = this.url.to = this.status.to = this.message.to = 0;
    this.type.to = this.serviceName.to = this.methodName.to = this.callStatus.to = 0;
    this.payloadKind = "none";
    this.passed = 0;
  }

  /** Notes or walks over the value at `at`; the place after it, or -1. */
  private field(key: number, length: number, at: number): number {
    const first = this.bytes[key];
    switch (length) {
      case 8:
        if (first === INSERT_ID[0] && this.is(key, INSERT_ID)) return this.text(this.insertId, at);
        if (first === SEVERITY[0] && this.is(key, SEVERITY)) return this.text(this.severity, at);
        return first === RESOURCE[0] && this.is(key, RESOURCE) ? this.object(this.resource, at) : -1;
      case 9:
        return this.is(key, TIMESTAMP) ? this.text(this.timestamp, at) : -1;
      case 7:
        return this.is(key, LOG_NAME) ? this.text(this.logName, at) : -1;
      case 11:
        if (first === HTTP_REQUEST[0] && this.is(key, HTTP_REQUEST))
          return this.objectWith(this.requestKeys, this.httpRequest, at);
        if (first === JSON_PAYLOAD[0] && this.is(key, JSON_PAYLOAD)) return this.payloadObject("json", at);
        return first === TEXT[0] && this.is(key, TEXT) ? this.payloadText(at) : -1;
      case 12:
        if (first === PROTO[0] && this.is(key, PROTO)) return this.payloadObject("proto", at);
        return this.pass(key, length, at);
      case 6:
        if (first === LABELS[0] && this.is(key, LABELS)) return this.object(this.labels, at);
        return this.pass(key, length, at);
      default:
        return this.pass(key, length, at);
    }
  }

  private text(field: Stretch, at: number): number {
    if (this.bytes[at] !== QUOTE || field.to > 0) return -1;
    const end = this.stringEnd(at + 1);
    if (end <= at + 1 || this.hasEscape) return -1;
    field.from = at + 1;
    field.to = end;
    return end + 1;
  }

  private object(field: Stretch, at: number): number {
    if (this.bytes[at] !== OPEN_BRACE || field.to > 0) return -1;
    const end = this.skip(at);
    if (end < 0) return -1;
    field.from = at;
    field.to = end;
    return end;
  }

  private payloadObject(kind: "json" | "proto", at: number): number {
    this.payloadKind = kind;
    return this.objectWith(kind === "json" ? this.jsonKeys : this.auditKeys, this.payload, at);
  }

  /** Notes an object, and the values of some of its keys. */
  private objectWith(known: KnownKeys, field: Stretch, from: number): number {
    const { bytes } = this;
    if (bytes[from] !== OPEN_BRACE || field.to > 0) return -1;
    field.from = from;
    let at = this.blanks(from + 1);
    for (;;) {
      // An object without keys is left to a parser as well.
      if (bytes[at] !== QUOTE) return -1;
      const key = at + 1;
      const keyEnd = this.stringEnd(key);
      if (keyEnd < 0 || this.hasEscape) return -1;
      const value = this.valueAfter(keyEnd);
      if (value < 0) return -1;
      const end = this.skip(value, 1);
      if (end < 0 || !this.note(known[keyEnd - key], key, value, end)) return -1;
      at = this.blanks(end);
      if (bytes[at] === CLOSE_BRACE) break;
      if (bytes[at] !== COMMA) return -1;
      at = this.blanks(at + 1);
    }
    field.to = at + 1;
    return at + 1;
  }

  /** False for a key that needs a parser, or that comes twice. */
  private note(known: KnownKeys[number], key: number, from: number, to: number): boolean {
    if (known === undefined) return true;
    for (const { key: name, place } of known) {
      if (!this.is(key, name)) continue;
      if (place === undefined || place.to > 0) return false;
      place.from = from;
      place.to = to;
      place.isEscaped = this.hasEscape;
    }
    return true;
  }

  private payloadText(at: number): number {
    if (this.bytes[at] !== QUOTE || this.payload.to > 0) return -1;
    const end = this.stringEnd(at + 1);
    if (end <= at + 1) return -1;
    this.payloadKind = "text";
    this.payload.isEscaped = this.hasEscape;
    this.payload.from = at + 1;
    this.payload.to = end;
    return end + 1;
  }

  private pass(key: number, length: number, at: number): number {
    for (let i = 0; i < PASSED.length; i++) {
      const name = PASSED[i]!;
      if (name.length !== length || !this.is(key, name)) continue;
      if ((this.passed & (1 << i)) !== 0) return -1;
      this.passed |= 1 << i;
      const end = this.skip(at);
      if (name === TRACE) {
        this.trace.from = at;
        this.trace.to = end;
        this.trace.isEscaped = this.hasEscape;
      }
      return end;
    }
    return -1;
  }
}

function nowhere(): Stretch {
  return { from: 0, to: 0, isEscaped: false };
}

function knownKeys(places: Record<string, Stretch>, refused: readonly string[]): KnownKeys {
  const known: KnownKeys = [];
  const all = [...Object.entries(places), ...refused.map((name) => [name, undefined] as const)];
  for (const [name, place] of all) {
    const key = word(name);
    known[key.length] = [...(known[key.length] ?? []), { key, place }];
  }
  return known;
}

function word(text: string): Uint8Array {
  return ENCODER.encode(text);
}
