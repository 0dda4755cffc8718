import type { ChangeEvent, ErrorEvent, Frame, RequestFacts, RequestSample } from "../../shared/events.ts";
import { type RedactionCounts, redactDeep } from "./deep.ts";
import { MARK } from "./mark.ts";
import { isPartOf, isWithoutHeads, type Redact } from "./redact.ts";

/** Shorter texts are known by heart or looked through as quickly as they are found. */
const MIN_PART = 300;
/** Stacks that are known to hold nothing; then it starts anew. */
const MAX_STACKS = 1000;

/** Ids and words of the platform and of ours, which say where an event is from. */
const NAMES: ReadonlySet<string> = new Set([
  "entry",
  "environment",
  "service",
  "project",
  "revision",
  "instance",
  "trace",
  "kind",
  "severity",
  "origin",
  "sqlstate",
  "helpCode",
  "method",
  "request",
]);

/** The event with secrets in any of its texts replaced; the event itself where there are none. */
export function redactError(event: ErrorEvent, redact: Redact, counts: RedactionCounts): ErrorEvent {
  const redactPart = partsAside(event.text, redact);
  const isClean = (text: string | undefined) => text === undefined || redactPart(text).text === text;
  // Nearly all are: what is looked at here is all that the rest looks at.
  if (isWithoutSecrets(event, isClean, cleanStacksOf(redact))) return event;
  const clean = redactDeep(event, redactPart, counts, NAMES);
  if (clean.request === undefined) return clean;
  const request = redactFacts(clean.request, redact, counts);
  const caller = redactDeep(request.caller, redact, counts);
  if (request === clean.request && caller === request.caller) return clean;
  return { ...clean, request: { ...request, caller } };
}

const CLEAN_STACKS = new WeakMap<Redact, Set<readonly Frame[]>>();

/** The frames that were looked through before: those of a stack that comes again are the same objects. */
function cleanStacksOf(redact: Redact): Set<readonly Frame[]> {
  const known = CLEAN_STACKS.get(redact) ?? new Set<readonly Frame[]>();
  CLEAN_STACKS.set(redact, known);
  return known;
}

type IsClean = (text: string | undefined) => boolean;

function isWithoutSecrets(
  { message, text, statement, exceptions, request }: ErrorEvent,
  isClean: IsClean,
  cleanStacks: Set<readonly Frame[]>,
): boolean {
  if (!isClean(text) || !isClean(message) || !isClean(statement)) return false;
  for (const { type, message: said, frames } of exceptions) {
    if (!isClean(type) || !isClean(said)) return false;
    if (frames.length === 0 || cleanStacks.has(frames)) continue;
    for (const frame of frames) {
      if (!isClean(frame.file) || !isClean(frame.function) || !isClean(frame.module)) return false;
    }
    if (cleanStacks.size >= MAX_STACKS) cleanStacks.clear();
    cleanStacks.add(frames);
  }
  if (request === undefined) return true;
  const { path, caller } = request;
  return isClean(path) && isClean(caller.userAgent) && isClean(caller.remoteIp) && isClean(caller.referer);
}

/** The same as `redact`, without looking at what is part of a text that holds nothing. */
function partsAside(whole: string, redact: Redact): Redact {
  const redacted = redact(whole);
  if (!isWithoutHeads(redacted)) return (text) => (text === whole ? redacted : redact(text));
  return (text) => {
    const isKnown = text === whole || (text.length >= MIN_PART && isPartOf(text, whole));
    return isKnown ? { ...redacted, text } : redact(text);
  };
}

/** The request with secrets in path and route replaced. Nothing else of a request that did not fail is kept. */
export function redactRequest(sample: RequestSample, redact: Redact, counts: RedactionCounts): RequestSample {
  const request = redactFacts(sample.request, redact, counts);
  return request === sample.request ? sample : { ...sample, request };
}

/** The change with secrets in what it tells replaced. */
export function redactChange(change: ChangeEvent, redact: Redact, counts: RedactionCounts): ChangeEvent {
  return redactDeep(change, redact, counts, NAMES);
}

/** A secret in a route is what varies between its requests: it is masked as such, so that the route stays one. */
function redactFacts(request: RequestFacts, redact: Redact, counts: RedactionCounts): RequestFacts {
  const path = redactDeep(request.path, redact, counts);
  if (path === request.path) return request;
  return { ...request, path, route: redact(request.route).text.replace(MARK, ":id") };
}
