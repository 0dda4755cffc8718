import type { ChangeEvent, ErrorEvent, Place, RequestFacts, RequestSample } from "../../shared/events.ts";
import { isJsonObject, type JsonObject } from "../../shared/json.ts";
import type { LogEntry } from "../../shared/log-entry.ts";
import { isAtLeast, type Severity } from "../../shared/severity.ts";
import { createBootTracker } from "./boot.ts";
import { auditChange, faultOf, principalOf } from "./changes/audit.ts";
import { lineChange } from "./changes/log-lines.ts";
import { createSeenOnce } from "./changes/revisions.ts";
import { jsonText } from "./entry/payload.ts";
import { entryRef } from "./entry-ref.ts";
import { requestEvent, textEvent } from "./error-event.ts";
import { type Block, createLineJoiner } from "./join-lines.ts";
import { joinKeyOf, placeOf } from "./place.ts";
import { accessLine } from "./requests/access-line.ts";
import { requestInPayload } from "./requests/payload-request.ts";
import { edgeWords, isEdgeRequest, isFailedRequest, requestFacts } from "./requests/request-log.ts";
import { cleanText } from "./text/clean.ts";
import { failureIn, isPlatformFailure } from "./text/failure.ts";
import { stripPrefix } from "./text/prefix.ts";
import { messageIn, readStructured } from "./text/structured.ts";

/** What entries say: errors, requests, changes. */
export type NormalizedEvents = { errors: ErrorEvent[]; requests: RequestSample[]; changes: ChangeEvent[] };

export type Normalizer = {
  /**
   * What an entry says. Entries of one instance come in order of time (`sortEntries`). An error in plain text is held until the next
   * line of its instance and log shows that it is whole, so it may come out with a later entry.
   */
  push: (entry: LogEntry, from?: EntryOrigin) => NormalizedEvents;
  /** The same for lines of which `QuickLines` told that they hold no failure and no change; they come in the same order of time. */
  passRequest: (at: number, instance: string | undefined) => readonly ErrorEvent[];
  /** `text` where it is plain or tells of a start (`isAboutStart`), `joinKey` where it is plain. */
  passWords: (at: number, instance: string | undefined, text?: string, joinKey?: string) => readonly ErrorEvent[];
  passCall: (at: number) => readonly ErrorEvent[];
  /** The errors still held: all, or with `before` (ms since 1970) those that entries from then on cannot continue. */
  flush: (before?: number) => NormalizedEvents;
};

/** Where an entry comes from, as far as that is known already: what `placeOf` and `joinKeyOf` say of it. */
export type EntryOrigin = { place: Place; joinKey: string };

/** `environmentOf` is asked for each entry that comes without its origin. */
export type NormalizerSettings = { environmentOf: (project: string) => string };

const NO_ERRORS: readonly ErrorEvent[] = [];
const DIAGNOSTIC = "logging.googleapis.com/diagnostic";
const PLATFORM_LOG =
  /varlog\/system|cloudaudit|\/events$|^events$|appengine\.googleapis\.com\/system|clouderrorreporting|cloudbuild|container-runtime|kubelet/;
const PLATFORM_WORDS =
  /^(?:Container called exit|Starting new instance|Default (?:STARTUP|LIVENESS|READINESS)|Memory limit of |Uncaught signal: |Container terminated on |Shutting down (?:user disabled|instance)|The request )/;

/** A normalizer with nothing seen yet. Its state is bounded; it reads no clock. */
export function createNormalizer(settings: NormalizerSettings): Normalizer {
  return new StreamNormalizer(settings);
}

/** A class, as one is made for each batch: functions made anew each time would be compiled anew. */
class StreamNormalizer implements Normalizer {
  readonly #environmentOf: NormalizerSettings["environmentOf"];
  readonly #joiner = createLineJoiner();
  readonly #boot = createBootTracker();
  readonly #seen = createSeenOnce();

  constructor({ environmentOf }: NormalizerSettings) {
    this.#environmentOf = environmentOf;
  }

  push(entry: LogEntry, from?: EntryOrigin): NormalizedEvents {
    const out: NormalizedEvents = { errors: [...this.passCall(entry.at)], requests: [], changes: [] };
    if (entry.jsonPayload !== undefined && isDiagnostic(entry.jsonPayload)) return out;
    const origin = from ?? this.#originOf(entry);
    if (entry.protoPayload !== undefined) this.#readAudit(entry, origin.place, out);
    else if (isEdgeRequest(entry)) this.#readEdgeRequest(entry, origin.place, out);
    else this.#readWords(entry, origin, out);
    return out;
  }

  passRequest(at: number, instance: string | undefined): readonly ErrorEvent[] {
    const errors = this.passCall(at);
    this.#boot.sawRequest(instance);
    return errors;
  }

  passWords(at: number, instance: string | undefined, text?: string, joinKey?: string): readonly ErrorEvent[] {
    const errors = this.passCall(at);
    if (text === undefined) return errors;
    this.#boot.sawText(instance, text);
    if (joinKey === undefined) return errors;
    const { ended } = this.#joiner.continues(at, joinKey, text);
    return ended.length === 0 ? errors : [...errors, ...this.#blockEvents(ended)];
  }

  passCall(at: number): readonly ErrorEvent[] {
    return this.#blockEvents(this.#joiner.expire(at));
  }

  flush(before?: number): NormalizedEvents {
    return { errors: [...this.#blockEvents(this.#joiner.expire(before))], requests: [], changes: [] };
  }

  #originOf(entry: LogEntry): EntryOrigin {
    const place = placeOf(entry, this.#environmentOf);
    return { place, joinKey: joinKeyOf(entry, place) };
  }

  #readAudit(entry: LogEntry, where: Place, out: NormalizedEvents): void {
    const change = auditChange(entry, where);
    if (change !== undefined && !this.#seen.isRepeatedOperation(entry)) out.changes.push(change);
    const fault = auditFault(entry);
    if (fault !== undefined)
      out.errors.push(
        this.#finish(textEvent(entry, where, fault, { severity: errorSeverity(entry.severity), origin: "platform" })),
      );
  }

  #readEdgeRequest(entry: LogEntry, where: Place, out: NormalizedEvents): void {
    if (entry.httpRequest === undefined) return;
    const request = requestFacts(entry.httpRequest);
    const text = cleanText(entry.textPayload ?? (entry.jsonPayload === undefined ? "" : messageIn(entry.jsonPayload)));
    this.#takeRequest(entry, where, request, edgeWords(text), "edge", out);
  }

  #takeRequest(
    entry: LogEntry,
    where: Place,
    request: RequestFacts,
    text: string,
    origin: "edge" | "app",
    out: NormalizedEvents,
  ): void {
    const trace = entry.trace === undefined ? {} : { trace: entry.trace };
    out.requests.push({ ...where, at: entry.at, request, origin, ...trace, entry: entryRef(entry) });
    out.changes.push(...this.#seen.revision(entry, where, true));
    if (isFailedRequest(request, text)) out.errors.push(requestEvent(entry, where, request, text, origin));
    if ((request.status ?? 500) < 500) this.#boot.sawRequest(where.instance);
  }

  #readWords(entry: LogEntry, origin: EntryOrigin, out: NormalizedEvents): void {
    const { place: where, joinKey: key } = origin;
    out.changes.push(...this.#seen.revision(entry, where, false));
    const raw = entry.textPayload ?? (entry.jsonPayload === undefined ? "" : messageIn(entry.jsonPayload));
    const text = cleanText(raw);
    this.#boot.sawText(where.instance, text);
    const change = lineChange(entry, where, text);
    if (change !== undefined) out.changes.push(change);
    if (entry.textPayload !== undefined) {
      const { taken, ended } = this.#joiner.continues(entry.at, key, text);
      out.errors.push(...this.#blockEvents(ended));
      if (taken) return;
    }
    const request =
      accessLine(text) ??
      (text.includes('" ') ? accessLine(stripPrefix(text).text) : undefined) ??
      requestInPayload(entry, text) ??
      bareRequest(entry, text);
    if (request !== undefined) this.#takeRequest(entry, where, request, text, "app", out);
    const severity = request !== undefined && entry.textPayload !== undefined ? undefined : failureIn(entry, text);
    if (severity === undefined) return;
    if (entry.textPayload !== undefined)
      this.#joiner.open(entry, origin, text, severity, this.#boot.isStarting(where.instance));
    else if (request === undefined || hasError(entry))
      out.errors.push(this.#finish(this.#structuredEvent(entry, where, severity)));
  }

  #structuredEvent(entry: LogEntry, where: Place, severity: Severity): Omit<ErrorEvent, "isBoot"> {
    const payload = entry.jsonPayload ?? {};
    const said = readStructured(payload);
    if (said.message === "" && said.stack === "") said.message = cleanText(jsonText(payload)).slice(0, 2000);
    const event = textEvent(entry, where, said.message, { severity, origin: originOf(entry, said.message) }, said);
    return entry.httpRequest === undefined ? event : { ...event, request: requestFacts(entry.httpRequest) };
  }

  #blockEvents(blocks: readonly Block[]): readonly ErrorEvent[] {
    return blocks.length === 0 ? NO_ERRORS : blocks.map((block) => this.#blockEvent(block));
  }

  #blockEvent(block: Block): ErrorEvent {
    const { entry, place, text, severity, isStarting } = block;
    return this.#finish(textEvent(entry, place, text, { severity, origin: originOf(entry, text) }), isStarting);
  }

  #finish(event: Omit<ErrorEvent, "isBoot">, isStarting = this.#boot.isStarting(event.instance)): ErrorEvent {
    return { ...event, isBoot: this.#boot.isBoot(event) || isStarting };
  }
}

/** What a logging library tells of itself. Some put it beside what the app says: then that counts. */
function isDiagnostic(payload: JsonObject): boolean {
  return DIAGNOSTIC in payload && Object.keys(payload).length === 1;
}

/** An app that logs a request and no words, as logging middleware does. */
function bareRequest(entry: LogEntry, text: string): RequestFacts | undefined {
  return text === "" && entry.httpRequest?.status !== undefined ? requestFacts(entry.httpRequest) : undefined;
}

function originOf(entry: LogEntry, text: string): ErrorEvent["origin"] {
  if (PLATFORM_LOG.test(entry.logId) || entry.resource.type === "cloudsql_database") return "platform";
  return entry.textPayload !== undefined && (PLATFORM_WORDS.test(text) || isPlatformFailure(text)) ? "platform" : "app";
}

/** The words of an audited call that failed, or of a revision that did not become ready. */
function auditFault(entry: LogEntry): string | undefined {
  const payload = entry.protoPayload ?? {};
  if (!isAtLeast(entry.severity, "ERROR") || !isJsonObject(payload.status)) return undefined;
  const fault =
    faultOf(payload.status) ?? (typeof payload.status.message === "string" ? payload.status.message : undefined);
  if (fault === undefined || fault === "") return undefined;
  const method = typeof payload.methodName === "string" ? payload.methodName : "";
  const principal = principalOf(payload);
  const notReady = /^Ready condition status changed to False for .{1,250}? with message: ?([\s\S]{1,4000})$/.exec(
    fault,
  )?.[1];
  if (notReady !== undefined) return `${notReady}\n${fault}`;
  // A bare code such as PERMISSION_DENIED names nothing: the call that failed does.
  const named = method === "" || /\s/.test(fault) ? fault : `${fault} calling ${method}`;
  return `${named}\nmethod: ${method}${principal === undefined ? "" : `\ncaller: ${principal}`}`;
}

function errorSeverity(severity: Severity): Severity {
  return isAtLeast(severity, "ERROR") ? severity : "ERROR";
}

/** Whether a request's own entry carries an error of the app besides. */
function hasError(entry: LogEntry): boolean {
  const {
    err,
    error,
    stack,
    exception,
    stack_trace: trace,
    "@x": serilog,
    Exception: dotnet,
  } = entry.jsonPayload ?? {};
  return [err, error, stack, exception, trace, serilog, dotnet].some((value) => value !== undefined && value !== null);
}
