import { isJsonObject } from "../../../shared/json.ts";
import type { LogEntry } from "../../../shared/log-entry.ts";
import type { Severity } from "../../../shared/severity.ts";
import { isAtLeast } from "../../../shared/severity.ts";
import { isAboutStart } from "../boot.ts";
import { AUDIT_METHODS } from "../changes/audit-methods.ts";
import { lineChange } from "../changes/log-lines.ts";
import { readHttpRequest } from "../entry/http-request.ts";
import { boundObject } from "../entry/payload.ts";
import { readSeverity } from "../entry/severity.ts";
import { readTrace, traceInPayload } from "../entry/trace.ts";
import { accessLine } from "../requests/access-line.ts";
import { pathOf, routeOfPath } from "../requests/route.ts";
import { cleanText } from "../text/clean.ts";
import { failureIn } from "../text/failure.ts";
import { stripPrefix } from "../text/prefix.ts";
import { isAnswered } from "./answered.ts";
import { ByteCache } from "./byte-cache.ts";
import type { Stopped } from "./json-bytes.ts";
import { LineFields, type PayloadKind, type Stretch } from "./line-fields.ts";
import { type Origin, Origins, textOf } from "./origins.ts";
import { UsualTime } from "./usual-time.ts";

/** A line that tells of no failure and no change: a request that was answered, words that nobody has to act upon, an audited call. */
export type QuickKind = "request" | "text" | "words" | "call";

/** A route that requests took, the same object for each of them. */
export type QuickRoute = { method: string; route: string };
/** What a quick line says: a request its route; words their text, cleaned, where it may matter to other lines. */
export type QuickWords = QuickRoute | string;

const MAX_PAYLOAD_BYTES = 16 * 1024;
const MAX_URL_BYTES = 8000;
const MAX_ID_BYTES = 1024;
const FIRST_KEY_BYTES = 2048;
const MAX_CALLS = 1000;
const MAX_METHODS = 50;
const MAX_ROUTES = 10_000;
const QUOTE = 0x22;

/**
 * Tells, without parsing, what lines say that are of no interest but for being counted: nine in ten of an ordinary stream. Whatever may
 * be a failure, a change or a request that was refused, and whatever is not spelled in the usual way, is left to `readEntry` and
 * the normalizer; they find in the other lines what is told here.
 */
export class QuickLines {
  kind: QuickKind = "call";
  /** Milliseconds since 1970. */
  at = 0;
  origin: Origin | undefined;
  /** Of a request, without its query. */
  path = "";
  words: QuickWords | undefined;
  /** Whether the line that was read last is spelled in the usual way, whatever it tells; then its severity. */
  private usual: Severity | undefined;
  private readonly bytes: Uint8Array;
  private readonly fields: LineFields;
  private readonly origins: Origins;
  private readonly time = new UsualTime();
  private readonly severities = new ByteCache<Severity | undefined>(100);
  private readonly methods = new ByteCache<string>(MAX_METHODS);
  private readonly routes = new Map<string, QuickRoute>();
  private readonly calls = new Map<string, boolean>();
  private key = new Uint8Array(FIRST_KEY_BYTES);

  constructor(stopped: Stopped, environmentOf: (project: string) => string) {
    this.bytes = stopped.bytes;
    this.fields = new LineFields(stopped);
    this.origins = new Origins(environmentOf);
  }

  /** Must be called before the first line of other bytes is read. */
  start(): void {
    this.fields.start();
  }

  /** Whether the line from `from` to `to` is such a line; then the fields say what it tells. */
  read(from: number, to: number): boolean {
    const { fields, bytes } = this;
    this.usual = undefined;
    if (!fields.read(from, to) || fields.insertId.to === 0 || fields.timestamp.to === 0) return false;
    if (!this.time.read(bytes, fields.timestamp.from, fields.timestamp.to)) return false;
    const severity = this.severity();
    if (severity === undefined) return false;
    this.origin = this.origins.of(fields, bytes);
    if (this.origin === undefined) return false;
    this.at = this.time.at;
    this.usual = severity;
    return this.isPlainly(severity) && this.says(severity, this.origin);
  }

  /** The entry of the line of which `read` was false, as far as anything is counted by it; undefined where only a parser can tell. */
  entry(): LogEntry | undefined {
    const { fields, origin, usual } = this;
    const { httpRequest, payload, payloadKind, insertId } = fields;
    if (usual === undefined || origin === undefined || (httpRequest.to > 0 && payloadKind !== "none")) return undefined;
    if (insertId.to - insertId.from > MAX_ID_BYTES || payload.to - payload.from > MAX_PAYLOAD_BYTES) return undefined;
    const said = this.saidBy(payload, payloadKind, origin);
    return said === undefined ? undefined : this.withIdentity(said, usual);
  }

  private saidBy(payload: Stretch, kind: PayloadKind, origin: Origin): LogEntry | undefined {
    if (kind === "none") return this.requestIn(this.fields.httpRequest, origin);
    return kind === "text" ? this.textIn(payload, origin) : this.structureIn(payload, kind, origin);
  }

  /** Writes the key of the line read last (`LogEntry.key`) to `out` in UTF-8; the place behind it, or -1 where that needs a parser. */
  writeKey(out: Uint8Array, from: number): number {
    const { bytes, fields, time, origin } = this;
    if (origin === undefined) return -1;
    const { keyStart } = origin;
    let at = from;
    for (let i = 0; i < keyStart.length; i++) out[at++] = keyStart[i]!;
    for (let i = fields.timestamp.from; i < time.end; i++) out[at++] = bytes[i]!;
    out[at++] = 0x5a;
    out[at++] = 0x7c;
    for (let i = fields.insertId.from; i < fields.insertId.to; i++) {
      if (bytes[i]! >= 0x80) return -1;
      out[at++] = bytes[i]!;
    }
    return at;
  }

  /** How long the key can be at most. */
  get longestKey(): number {
    return (this.origin?.keyStart.length ?? 0) + 40 + MAX_ID_BYTES;
  }

  private severity(): Severity | undefined {
    const { from, to } = this.fields.severity;
    if (to === 0) return this.fields.payloadKind === "json" ? undefined : "DEFAULT";
    const known = this.severities.find(this.bytes, from, to);
    return known ?? this.severities.add(this.bytes, from, to, readSeverity(textOf(this.bytes, from, to)));
  }

  /** Whether what was found may be looked at here. */
  private isPlainly(severity: Severity): boolean {
    const { payload, payloadKind, httpRequest, insertId } = this.fields;
    if (insertId.to - insertId.from > MAX_ID_BYTES || payload.to - payload.from > MAX_PAYLOAD_BYTES) return false;
    if (payloadKind === "none") return httpRequest.to > 0;
    return httpRequest.to === 0 && !isAtLeast(severity, "ERROR");
  }

  private says(severity: Severity, origin: Origin): boolean {
    switch (this.fields.payloadKind) {
      case "none":
        return origin.isEdge && this.isRequest();
      case "text":
        return this.isText(severity, origin);
      case "json":
        return this.isStructured(severity, origin);
      case "proto":
        return this.isCall();
    }
  }

  private isRequest(): boolean {
    const { bytes } = this;
    const { method, url, status } = this.fields;
    if (!this.isPlainText(method) || !this.isPlainText(url) || url.to - url.from > MAX_URL_BYTES) return false;
    if (!isAnswered(bytes, status)) return false;
    const name = this.methodAt(method.from + 1, method.to - 1);
    if (name === "") return false;
    const target = textOf(bytes, url.from + 1, url.to - 1);
    this.kind = "request";
    const path = pathOf(target);
    this.path = path.slice(0, 2048);
    this.words = this.routeOf(name, routeOfPath(path));
    return true;
  }

  private routeOf(method: string, route: string): QuickRoute {
    const name = `${method} ${route}`;
    const known = this.routes.get(name);
    if (known !== undefined) return known;
    const fresh = { method, route };
    if (this.routes.size >= MAX_ROUTES) this.routes.clear();
    this.routes.set(name, fresh);
    return fresh;
  }

  /** A text without escapes that is not empty. */
  private isPlainText({ from, to, isEscaped }: Stretch): boolean {
    return to > from + 2 && this.bytes[from] === QUOTE && !isEscaped;
  }

  private methodAt(from: number, to: number): string {
    const known = this.methods.find(this.bytes, from, to);
    if (known !== undefined) return known;
    const name = textOf(this.bytes, from, to);
    return this.methods.add(this.bytes, from, to, /^[A-Z]{1,20}$/.test(name) ? name : "");
  }

  private requestIn({ from, to }: Stretch, { bareEntry }: Origin): LogEntry | undefined {
    if (to === 0 || to - from > MAX_PAYLOAD_BYTES) return undefined;
    const httpRequest = readHttpRequest(JSON.parse(textOf(this.bytes, from, to)));
    return httpRequest === undefined ? undefined : { ...bareEntry, httpRequest };
  }

  private textIn(payload: Stretch, { textEntry }: Origin): LogEntry | undefined {
    const textPayload = this.stringAt(payload.from - 1, payload.to + 1, payload.isEscaped);
    return mayBeStructured(textPayload) ? undefined : { ...textEntry, textPayload };
  }

  private structureIn(payload: Stretch, kind: PayloadKind, { jsonEntry }: Origin): LogEntry | undefined {
    if (kind !== "json" || STREAM_SEVERITY.has(jsonEntry.resource.type)) return undefined;
    const value: unknown = JSON.parse(textOf(this.bytes, payload.from, payload.to));
    return isJsonObject(value) ? { ...jsonEntry, jsonPayload: boundObject(value) } : undefined;
  }

  /** What tells the entry from others; undefined where its id needs a parser. */
  private withIdentity(entry: LogEntry, severity: Severity): LogEntry | undefined {
    const { bytes, fields, time } = this;
    const { insertId, timestamp, trace } = fields;
    const key = this.key.length < this.longestKey ? new Uint8Array(this.longestKey) : this.key;
    this.key = key;
    const end = this.writeKey(key, 0);
    if (end < 0) return undefined;
    entry.key = textOf(key, 0, end);
    entry.insertId = textOf(bytes, insertId.from, insertId.to);
    entry.timestamp = `${textOf(bytes, timestamp.from, time.end)}Z`;
    entry.at = time.at;
    entry.severity = severity;
    entry.hasSeverity = severity !== "DEFAULT";
    const stated =
      trace.to > 0 && bytes[trace.from] === QUOTE ? this.stringAt(trace.from, trace.to, trace.isEscaped) : "";
    const id = readTrace(stated) ?? (entry.jsonPayload === undefined ? undefined : traceInPayload(entry.jsonPayload));
    if (id !== undefined) entry.trace = id;
    return entry;
  }

  private isText(severity: Severity, origin: Origin): boolean {
    const { payload } = this.fields;
    const raw = this.stringAt(payload.from - 1, payload.to + 1, payload.isEscaped);
    if (mayBeStructured(raw)) return false;
    this.kind = "text";
    return this.isQuiet(raw, severity, origin, origin.textEntry);
  }

  private isStructured(severity: Severity, origin: Origin): boolean {
    const { message } = this.fields;
    const isSaid = message.to > message.from + 2 && this.bytes[message.from] === QUOTE;
    // There the payload may know the severity better.
    if (!isSaid || STREAM_SEVERITY.has(origin.jsonEntry.resource.type)) return false;
    this.kind = "words";
    return this.isQuiet(this.stringAt(message.from, message.to, message.isEscaped), severity, origin, origin.jsonEntry);
  }

  /** The text between two quotes. */
  private stringAt(from: number, to: number, isEscaped: boolean): string {
    return isEscaped ? String(JSON.parse(textOf(this.bytes, from, to))) : textOf(this.bytes, from + 1, to - 1);
  }

  /** Whether words tell of no failure, no change and no request. */
  private isQuiet(raw: string, severity: Severity, origin: Origin, entry: Origin["textEntry"]): boolean {
    const text = cleanText(raw);
    entry.severity = severity;
    entry.hasSeverity = severity !== "DEFAULT";
    this.words = this.kind === "text" || isAboutStart(text) ? text : undefined;
    return (
      failureIn(entry, text) === undefined &&
      lineChange(entry, origin.place, text) === undefined &&
      accessLine(text) === undefined &&
      (!text.includes('" ') || accessLine(stripPrefix(text).text) === undefined)
    );
  }

  private isCall(): boolean {
    const { bytes } = this;
    const { type, serviceName, methodName, callStatus } = this.fields;
    if (!this.isPlainText(type) || !this.isPlainText(serviceName) || !this.isPlainText(methodName)) return false;
    if (callStatus.to > 0 && callStatus.to !== callStatus.from + 2) return false;
    const service = textOf(bytes, serviceName.from + 1, serviceName.to - 1);
    const method = textOf(bytes, methodName.from + 1, methodName.to - 1);
    this.kind = "call";
    this.words = undefined;
    return textOf(bytes, type.from + 1, type.to - 1) === AUDIT_TYPE && !this.isChange(service, method);
  }

  private isChange(service: string, method: string): boolean {
    const call = `${service} ${method}`;
    const known = this.calls.get(call);
    if (known !== undefined) return known;
    const isChange = AUDIT_METHODS.some((item) => item.service.test(service) && item.method.test(method));
    if (this.calls.size >= MAX_CALLS) this.calls.clear();
    this.calls.set(call, isChange);
    return isChange;
  }
}

const AUDIT_TYPE = "type.googleapis.com/google.cloud.audit.AuditLog";
const STREAM_SEVERITY = new Set(["k8s_container", "gce_instance", "k8s_pod"]);

/** Some texts are structured entries in themselves. */
function mayBeStructured(text: string): boolean {
  const first = text.trimStart()[0];
  return first === "{" || first === '"';
}
